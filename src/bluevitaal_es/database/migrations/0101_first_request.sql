-- The code with which somebody without an account comes back, and what they typed and have not sent yet.
-- Once it is sent, what they asked lies in the log under a key of its own; here stays where the code leads.

CREATE TABLE web.first_request (
    id         uuid        PRIMARY KEY,
    code_hash  bytea       NOT NULL UNIQUE,
    body       bytea,                -- sealed with the purpose "first request"; NULL once it was sent
    expires_at timestamptz NOT NULL
);
CREATE INDEX first_request_expires ON web.first_request (expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON web.first_request TO bluevitaal_service;

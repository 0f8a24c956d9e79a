-- The code with which a client opens an account of their own. That there was one is a fact of the case; here lies
-- what it takes to recognise it, which is of no use to anybody who reads this table.

CREATE TABLE web.invitation (
    id         uuid        PRIMARY KEY,
    case_id    uuid        NOT NULL,
    code_hash  bytea       NOT NULL UNIQUE,
    made_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    ended_at   timestamptz
);
CREATE INDEX invitation_case_id ON web.invitation (case_id, made_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON web.invitation TO bluevitaal_service;

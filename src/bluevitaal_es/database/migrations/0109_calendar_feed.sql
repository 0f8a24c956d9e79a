-- The private address of an agenda that a calendar program reads, one for each account. As with a session the
-- token itself is only in the address; here lies its hash. What was given last lies sealed (purpose "calendar feed"):
-- moments, to see what moved or was cancelled, and of whom that was recorded as a look today.

CREATE TABLE web.calendar_feed (
    username   text        PRIMARY KEY REFERENCES web.account ON DELETE CASCADE,
    token_hash bytea       NOT NULL UNIQUE,
    word       text        NOT NULL,
    made_at    timestamptz NOT NULL,
    fetched_at timestamptz,
    sealed     bytea
);

GRANT SELECT, INSERT, UPDATE, DELETE ON web.calendar_feed TO bluevitaal_service;

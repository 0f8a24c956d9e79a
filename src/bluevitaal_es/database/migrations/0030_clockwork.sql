-- The clock: one row for each job and slot says that somebody took that slot, and what came of it.

CREATE TABLE clockwork.run (
    job         text        NOT NULL,
    slot        timestamptz NOT NULL,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz,
    effects     integer,
    PRIMARY KEY (job, slot)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON clockwork.run TO bluevitaal_service;

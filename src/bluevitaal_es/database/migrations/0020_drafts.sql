-- What somebody typed and has not recorded yet. Drafts are no events: they may be overwritten and thrown away.

CREATE TABLE web.draft (
    id          uuid        PRIMARY KEY,
    owner       text        NOT NULL,
    kind        text        NOT NULL,
    case_id     uuid,
    number      text,
    body        bytea       NOT NULL, -- sealed with the purpose "draft"
    saved_at    timestamptz NOT NULL,
    recorded_at timestamptz           -- set once its commands are through; the body then holds a receipt only
);

CREATE INDEX draft_owner ON web.draft (owner, saved_at DESC);
CREATE INDEX draft_saved ON web.draft (saved_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON web.draft TO bluevitaal_service;

-- Notices on their way out. No address and no word stands here: they are looked up when a notice leaves.

CREATE TABLE web.notice (
    id          uuid        PRIMARY KEY,
    occasion_id uuid        NOT NULL,
    case_id     uuid,
    staff_id    uuid,
    kind        text        NOT NULL,
    at          timestamptz NOT NULL,
    until_at    timestamptz NOT NULL,
    made_at     timestamptz NOT NULL,
    next_at     timestamptz NOT NULL,
    -- Whoever sends holds it until then; how often it was tried, and how often nobody knows what came of that.
    taken_until timestamptz,
    tries       integer     NOT NULL DEFAULT 0,
    unsure      integer     NOT NULL DEFAULT 0,
    done_at     timestamptz,
    outcome     text CHECK (outcome IN ('sent', 'not_sent', 'dropped')),
    CHECK ((done_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX notice_next_at ON web.notice (next_at) WHERE done_at IS NULL;
CREATE INDEX notice_done_at ON web.notice (done_at);

-- Where a member of staff wants notices; sealed with the purpose "notice address".
CREATE TABLE web.notice_address (
    staff_id uuid        PRIMARY KEY,
    sealed   bytea       NOT NULL,
    set_at   timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON web.notice, web.notice_address TO bluevitaal_service;

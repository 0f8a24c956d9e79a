CREATE TABLE fold (
    stream_id uuid PRIMARY KEY,
    body      jsonb NOT NULL
);

-- What was asked is there as long as somebody waits for us, and not after. Of who was forgotten stays that they
-- asked and took it back.
CREATE TABLE request (
    request_id     uuid PRIMARY KEY,
    state          text NOT NULL,
    urgent         boolean NOT NULL,
    reach          text NOT NULL,
    made_at        timestamptz NOT NULL,
    due_at         timestamptz NOT NULL,
    duty           text NOT NULL,
    flagged        boolean NOT NULL,
    taken_by       uuid,
    attempts       integer NOT NULL,
    last_outcome   text,
    last_at        timestamptz,
    correlation_id uuid NOT NULL,
    case_number    text,
    ended_at       timestamptz,
    forgotten      boolean NOT NULL,
    asked          jsonb
);

CREATE INDEX request_open ON request (due_at) WHERE state = 'open';

CREATE TABLE fold (
    stream_id uuid PRIMARY KEY,
    body      jsonb NOT NULL
);

CREATE TABLE emergency (
    emergency_id   uuid PRIMARY KEY,
    case_id        uuid NOT NULL,
    number         text NOT NULL,
    opened_by      text NOT NULL,
    opened_role    text NOT NULL,
    opened_at      timestamptz NOT NULL,
    until          timestamptz NOT NULL,
    review_due     timestamptz NOT NULL,
    reason         text NOT NULL,
    explanation    text NOT NULL,
    silence_ground text,
    reviewed_by    text,
    reviewed_at    timestamptz,
    verdict        text,
    note           text
);

CREATE INDEX emergency_case ON emergency (case_id);
CREATE INDEX emergency_waiting ON emergency (review_due) WHERE verdict IS NULL;

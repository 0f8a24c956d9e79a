CREATE TABLE fold (
    stream_id uuid PRIMARY KEY,
    body      jsonb NOT NULL
);

CREATE TABLE duty (
    case_id       uuid NOT NULL,
    key           text NOT NULL,
    number        text NOT NULL,
    begeleider_id uuid,
    registered_by text NOT NULL,
    kind          text NOT NULL,
    rule          text NOT NULL,
    since         timestamptz NOT NULL,
    due_at        timestamptz NOT NULL,
    count         integer NOT NULL,
    subject       text,
    flagged       boolean NOT NULL,
    PRIMARY KEY (case_id, key)
);

CREATE INDEX duty_begeleider ON duty (begeleider_id, due_at);
CREATE INDEX duty_unflagged ON duty (due_at) WHERE NOT flagged;

-- Who stands in, from when to when; the duties of such a case are theirs too.
CREATE TABLE cover (
    case_id   uuid NOT NULL,
    who       uuid NOT NULL,
    begins_at timestamptz NOT NULL,
    ends_at   timestamptz NOT NULL
);

CREATE INDEX cover_who ON cover (who);

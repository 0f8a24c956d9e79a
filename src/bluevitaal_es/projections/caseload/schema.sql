CREATE TABLE fold (
    stream_id uuid PRIMARY KEY,
    body      jsonb NOT NULL
);

CREATE TABLE caseload (
    case_id       uuid PRIMARY KEY,
    number        text NOT NULL UNIQUE,
    begeleider_id uuid,
    registered_by text NOT NULL,
    client_name   text,
    target_group  text NOT NULL,
    unit          text,
    anonymous     boolean NOT NULL,
    product       text,
    registered_at timestamptz NOT NULL,
    intake_at     timestamptz,
    last_talk_at  timestamptz,
    next_talk_at  timestamptz,
    talks_held    integer NOT NULL,
    closed_at     timestamptz
);

CREATE INDEX caseload_begeleider ON caseload (begeleider_id) WHERE closed_at IS NULL;
CREATE INDEX caseload_registrar ON caseload (registered_by) WHERE begeleider_id IS NULL;

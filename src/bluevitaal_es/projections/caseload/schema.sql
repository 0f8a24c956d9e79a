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
    closed_at     timestamptz,
    -- Who has the dossier open in an emergency, with until when.
    emergencies   jsonb NOT NULL
);

CREATE INDEX caseload_begeleider ON caseload (begeleider_id) WHERE closed_at IS NULL;
CREATE INDEX caseload_registrar ON caseload (registered_by) WHERE begeleider_id IS NULL;

-- What ties somebody to a case for a time: stand-ins, and the client's leave for the ombudsfunctionaris.
CREATE TABLE spell (
    case_id   uuid NOT NULL,
    tie       text NOT NULL,
    who       uuid,
    begins_at timestamptz NOT NULL,
    ends_at   timestamptz NOT NULL
);

CREATE INDEX spell_case ON spell (case_id);
CREATE INDEX spell_cover ON spell (who) WHERE who IS NOT NULL;

-- When talks are planned, for whoever plans: moments only.
CREATE TABLE planned (
    case_id uuid NOT NULL,
    at      timestamptz NOT NULL
);

CREATE INDEX planned_at ON planned (at);
CREATE INDEX planned_case ON planned (case_id);

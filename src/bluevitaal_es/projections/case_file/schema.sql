CREATE TABLE fold (
    stream_id uuid PRIMARY KEY,
    body      jsonb NOT NULL
);

CREATE TABLE case_file (
    case_id       uuid PRIMARY KEY,
    number        text NOT NULL UNIQUE,
    version       bigint NOT NULL,
    begeleider_id uuid,
    registered_by text NOT NULL
);

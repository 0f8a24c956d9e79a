CREATE TABLE fold (
    stream_id uuid PRIMARY KEY,
    body      jsonb NOT NULL
);

-- How a client wants to be reached. This is a dossier's content: it goes when the client is forgotten.
CREATE TABLE wish (
    case_id uuid PRIMARY KEY,
    body    jsonb NOT NULL
);

-- What is to be told: to whom ("" is the client, else a staff id), about which moment, from when.
CREATE TABLE occasion (
    id       uuid        PRIMARY KEY,
    case_id  uuid        NOT NULL,
    kind     text        NOT NULL,
    staff_id uuid,
    at       timestamptz NOT NULL,
    from_at  timestamptz NOT NULL,
    until_at timestamptz NOT NULL
);

CREATE INDEX occasion_from_at ON occasion (from_at, until_at);
CREATE INDEX occasion_case ON occasion (case_id);

CREATE TABLE history (
    position      bigint PRIMARY KEY,
    case_id       uuid NOT NULL,
    version       bigint NOT NULL,
    type          text NOT NULL,
    happened_at   timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL,
    actor_id      text NOT NULL,
    actor_role    text NOT NULL,
    data          jsonb NOT NULL
);

CREATE UNIQUE INDEX history_case ON history (case_id, version);

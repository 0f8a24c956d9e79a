CREATE TABLE audit_trail (
    position       bigint PRIMARY KEY,
    stream_id      uuid NOT NULL,
    version        bigint NOT NULL,
    type           text NOT NULL,
    happened_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    actor_id       text NOT NULL,
    actor_role     text NOT NULL,
    command_id     uuid NOT NULL,
    correlation_id uuid NOT NULL,
    causation_id   uuid,
    corrects       bigint
);

CREATE INDEX audit_stream ON audit_trail (stream_id, version);
CREATE INDEX audit_type ON audit_trail (type, position);
CREATE INDEX audit_actor ON audit_trail (actor_id, recorded_at);

CREATE TABLE audited_case (
    stream_id uuid PRIMARY KEY,
    number    text NOT NULL UNIQUE
);

CREATE TABLE erasure (
    case_id           uuid PRIMARY KEY,
    number            text,
    ground            text,
    retention_ends    date,
    requested_by      text,
    requested_as      text,
    requested_at      timestamptz,
    approved_by       text,
    approved_at       timestamptz,
    certified_by      text,
    certified_at      timestamptz,
    certificate       bigint,
    key_id            uuid,
    facts             bigint,
    destroyed_at      timestamptz
);

CREATE INDEX erasure_number ON erasure (number);

CREATE TABLE hold (
    hold_id   uuid PRIMARY KEY,
    case_id   uuid NOT NULL,
    ground    text NOT NULL,
    placed_by text NOT NULL,
    placed_at timestamptz NOT NULL
);

CREATE INDEX hold_case ON hold (case_id);

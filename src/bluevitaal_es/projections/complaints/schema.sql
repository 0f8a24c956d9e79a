-- No word of a complaint stands here: those are opened from the log when somebody may read them.
CREATE TABLE complaint (
    complaint_id uuid PRIMARY KEY,
    kind         text NOT NULL,
    channel      text NOT NULL,
    -- What is kept of the code on the receipt, and the case of a client who has none.
    code_hash    text UNIQUE,
    client_id    uuid,
    filed_at     timestamptz NOT NULL,
    take_up_by   date NOT NULL,
    due_on       date NOT NULL,
    taken_up_by  text,
    taken_up_at  timestamptz,
    asked_at     timestamptz,
    replied_at   timestamptz,
    answered_at  timestamptz,
    outcome      text,
    withdrawn_at timestamptz,
    closed_at    timestamptz
);

CREATE INDEX complaint_client ON complaint (client_id) WHERE client_id IS NOT NULL;

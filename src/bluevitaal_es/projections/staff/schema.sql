CREATE TABLE fold (
    stream_id uuid PRIMARY KEY,
    body      jsonb NOT NULL
);

CREATE TABLE staff (
    staff_id       uuid PRIMARY KEY,
    name           text NOT NULL,
    role           text NOT NULL,
    is_placeholder boolean NOT NULL,
    organisation   text NOT NULL,
    linked_to      uuid,
    register       jsonb NOT NULL
);

CREATE INDEX staff_linked_to ON staff (linked_to) WHERE linked_to IS NOT NULL;

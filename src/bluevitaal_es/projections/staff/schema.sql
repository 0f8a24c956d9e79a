CREATE TABLE staff (
    staff_id       uuid PRIMARY KEY,
    name           text NOT NULL,
    role           text NOT NULL,
    is_placeholder boolean NOT NULL,
    organisation   text NOT NULL,
    linked_to      uuid
);

CREATE TABLE fold (
    stream_id uuid PRIMARY KEY,
    body      jsonb NOT NULL
);

CREATE TABLE counted_case (
    case_id           uuid PRIMARY KEY,
    registered_on     date NOT NULL,
    from_register     boolean NOT NULL,
    target_group      text NOT NULL,
    unit              text,
    route             text,
    reason            text,
    product           text,
    help_primary      text,
    anonymous         boolean NOT NULL,
    referred_to_unit  boolean NOT NULL,
    referred          boolean NOT NULL,
    intake_on         date,
    closed_on         date,
    outcome           text,
    talks             integer NOT NULL,
    confidential      text
);

CREATE TABLE counted_contact (
    contact_id   uuid PRIMARY KEY,
    held_on      date NOT NULL,
    channel      text NOT NULL,
    subject      text NOT NULL,
    unit         text,
    out_of_hours boolean NOT NULL
);

CREATE TABLE fold (
    stream_id uuid PRIMARY KEY,
    body      jsonb NOT NULL
);

-- Every case that is open, to know in which groups somebody does not stand out.
CREATE TABLE open_case (
    case_id      uuid PRIMARY KEY,
    target_group text NOT NULL
);

CREATE INDEX open_case_group ON open_case (target_group);

-- What is still to be discussed.
CREATE TABLE item (
    item_id       uuid PRIMARY KEY,
    case_id       uuid NOT NULL,
    number        text NOT NULL,
    client_name   text,
    target_group  text NOT NULL,
    begeleider_id uuid,
    registered_by text NOT NULL,
    covers        jsonb NOT NULL,
    forum         text NOT NULL,
    unit          text,
    told_as       text NOT NULL,
    meeting_on    date NOT NULL,
    theme         text NOT NULL,
    question      text NOT NULL,
    data_classes  text[] NOT NULL,
    stopped       boolean NOT NULL
);

CREATE INDEX item_case ON item (case_id);
CREATE INDEX item_day ON item (meeting_on);

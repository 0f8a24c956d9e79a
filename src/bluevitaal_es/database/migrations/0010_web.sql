-- Who may log in, who is logged in, and what was typed when a session ended.

CREATE TABLE web.account (
    username      text        PRIMARY KEY CHECK (username = lower(username) AND username <> ''),
    name          text        NOT NULL,
    role          text        NOT NULL,
    staff_id      uuid,
    case_id       uuid,
    password_hash text        NOT NULL,
    made_at       timestamptz NOT NULL,
    disabled_at   timestamptz,
    -- Exactly the clients are tied to a case, and no client is staff.
    CHECK ((role = 'client') = (case_id IS NOT NULL)),
    CHECK (role <> 'client' OR staff_id IS NULL)
);

-- The token itself is only in the browser; here lies its hash, so that a copy of this table opens nothing.
CREATE TABLE web.session (
    token_hash   bytea       PRIMARY KEY,
    username     text        NOT NULL REFERENCES web.account ON DELETE CASCADE,
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    revoked_at   timestamptz
);
CREATE INDEX session_username ON web.session (username);
CREATE INDEX session_created_at ON web.session (created_at);

-- What was tried is a hash too: people type passwords where a user name is asked.
CREATE TABLE web.login_attempt (
    tried    bytea       PRIMARY KEY,
    first_at timestamptz NOT NULL,
    tries    integer     NOT NULL
);
CREATE INDEX login_attempt_first_at ON web.login_attempt (first_at);

-- Text of a form that could not be taken in because the session had ended; sealed.
CREATE TABLE web.kept_text (
    username text        NOT NULL REFERENCES web.account ON DELETE CASCADE,
    path     text        NOT NULL,
    sealed   bytea       NOT NULL,
    kept_at  timestamptz NOT NULL,
    PRIMARY KEY (username, path)
);
CREATE INDEX kept_text_kept_at ON web.kept_text (kept_at);

CREATE TABLE web.secret (
    purpose text  PRIMARY KEY,
    value   bytea NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON web.account, web.session, web.login_attempt, web.kept_text TO bluevitaal_service;
GRANT SELECT, INSERT ON web.secret TO bluevitaal_service;

-- A second proof at the door, what a session has proven, and how long to wait after wrong tries.

CREATE TABLE web.factor (
    id            uuid        PRIMARY KEY,
    username      text        NOT NULL REFERENCES web.account ON DELETE CASCADE,
    kind          text        NOT NULL CHECK (kind IN ('passkey', 'totp', 'paper')),
    name          text        NOT NULL,
    made_at       timestamptz NOT NULL,
    last_used_at  timestamptz,
    sealed        bytea,  -- totp: the secret, sealed with the purpose "totp secret"
    last_step     bigint, -- totp: the last half minute of which a code was taken
    credential_id bytea       UNIQUE,
    public_key    bytea,
    sign_count    bigint,
    CHECK ((kind = 'totp') = (sealed IS NOT NULL AND last_step IS NOT NULL)),
    CHECK ((kind = 'passkey') = (credential_id IS NOT NULL AND public_key IS NOT NULL AND sign_count IS NOT NULL))
);
CREATE INDEX factor_username ON web.factor (username);

CREATE TABLE web.recovery_code (
    username  text        NOT NULL REFERENCES web.account ON DELETE CASCADE,
    code_hash bytea       NOT NULL,
    made_at   timestamptz NOT NULL,
    used_at   timestamptz,
    PRIMARY KEY (username, code_hash)
);

-- `id` names a session on pages; `waits` until a second proof was given, at `proved_at` for the last time.
ALTER TABLE web.session
    ADD COLUMN id        uuid    NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    ADD COLUMN device    text    NOT NULL DEFAULT '',
    ADD COLUMN waits     boolean NOT NULL DEFAULT false,
    ADD COLUMN proved_at timestamptz,
    ADD COLUMN goes_to   text    NOT NULL DEFAULT '';

-- What the server asked a device, or showed it, and waits to hear back; sealed with the purpose "challenge".
CREATE TABLE web.challenge (
    session_id uuid        NOT NULL REFERENCES web.session (id) ON DELETE CASCADE,
    purpose    text        NOT NULL,
    sealed     bytea       NOT NULL,
    made_at    timestamptz NOT NULL,
    PRIMARY KEY (session_id, purpose)
);

ALTER TABLE web.login_attempt
    ADD COLUMN locks        integer NOT NULL DEFAULT 0,
    ADD COLUMN locked_until timestamptz;

-- The one-time code with which somebody chooses another password.
CREATE TABLE web.password_code (
    username   text        PRIMARY KEY REFERENCES web.account ON DELETE CASCADE,
    code_hash  bytea       NOT NULL,
    expires_at timestamptz NOT NULL
);

-- What happened to an account, for the eyes of its owner; rows can be added and, in time, thrown away.
CREATE TABLE web.account_act (
    username text        NOT NULL REFERENCES web.account ON DELETE CASCADE,
    what     text        NOT NULL,
    by_owner boolean     NOT NULL,
    at       timestamptz NOT NULL
);
CREATE INDEX account_act_username ON web.account_act (username, at);

GRANT SELECT, INSERT, UPDATE, DELETE ON web.factor, web.recovery_code, web.challenge, web.password_code
    TO bluevitaal_service;
GRANT SELECT, INSERT, DELETE ON web.account_act TO bluevitaal_service;

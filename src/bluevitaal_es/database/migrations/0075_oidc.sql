-- Staff who come in by the login service of their organisation (OpenID Connect).

-- Who somebody is there, and which account that is here. The service promises that issuer and sub never change hands.
CREATE TABLE web.oidc_identity (
    issuer    text        NOT NULL,
    sub       text        NOT NULL,
    username  text        NOT NULL REFERENCES web.account ON DELETE CASCADE,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, sub),
    UNIQUE (issuer, username)
);

-- Who is on the way to the service and back: good once, in one browser; sealed with the purpose "oidc login".
CREATE TABLE web.oidc_login (
    state_hash   bytea       PRIMARY KEY,
    browser_hash bytea       NOT NULL,
    sealed       bytea       NOT NULL,
    expires_at   timestamptz NOT NULL
);
CREATE INDEX oidc_login_expires_at ON web.oidc_login (expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON web.oidc_identity, web.oidc_login TO bluevitaal_service;

-- Somebody may have several roles at a time: in which of them they work in this session. A role that the login
-- service named stays for the whole session.
ALTER TABLE web.session
    ADD COLUMN role       text,
    ADD COLUMN role_stays boolean NOT NULL DEFAULT false;

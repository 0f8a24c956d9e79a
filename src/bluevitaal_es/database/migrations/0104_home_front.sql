-- Somebody at home opens an account with a code of the client. Like an account of the client it is tied to the case,
-- so that it goes when the client is forgotten, and to one invitation of that client, and so to no other.

ALTER TABLE web.invitation ADD COLUMN at_home uuid;
CREATE INDEX invitation_at_home ON web.invitation (at_home, made_at) WHERE at_home IS NOT NULL;

ALTER TABLE web.account
    ADD COLUMN at_home uuid UNIQUE,
    DROP CONSTRAINT account_check,
    DROP CONSTRAINT account_check1,
    ADD CONSTRAINT account_case CHECK ((role IN ('client', 'thuisfront')) = (case_id IS NOT NULL)),
    ADD CONSTRAINT account_staff CHECK (role NOT IN ('client', 'thuisfront') OR staff_id IS NULL),
    ADD CONSTRAINT account_at_home CHECK ((role = 'thuisfront') = (at_home IS NOT NULL));

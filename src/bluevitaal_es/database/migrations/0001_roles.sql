-- Who owns and who uses the database, and the schemas that everything later lives in.

-- Roles belong to the whole server: another database may have made them already, or be making them right now.
DO $$
BEGIN
    -- A login that may not make roles must not even try when they are there.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bluevitaal_owner') THEN
        BEGIN
            CREATE ROLE bluevitaal_owner NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bluevitaal_service') THEN
        BEGIN
            CREATE ROLE bluevitaal_service NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END IF;
    IF NOT pg_has_role(current_user, 'bluevitaal_owner', 'USAGE') THEN
        EXECUTE format('GRANT bluevitaal_owner TO %I', current_user);
    END IF;
    IF NOT pg_has_role(current_user, 'bluevitaal_service', 'USAGE') THEN
        EXECUTE format('GRANT bluevitaal_service TO %I', current_user);
    END IF;
    -- The owner makes a schema for each projection when it starts.
    IF NOT has_database_privilege('bluevitaal_owner', current_database(), 'CREATE') THEN
        EXECUTE format('GRANT CREATE ON DATABASE %I TO bluevitaal_owner', current_database());
    END IF;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;

SET LOCAL ROLE bluevitaal_owner;

CREATE SCHEMA migration;
CREATE TABLE migration.applied (
    number     integer     PRIMARY KEY,
    name       text        NOT NULL,
    sha256     text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE SCHEMA log;
CREATE SCHEMA keys;
CREATE SCHEMA web;
CREATE SCHEMA clockwork;
GRANT USAGE ON SCHEMA migration, log, keys, web, clockwork TO bluevitaal_service;
GRANT SELECT ON migration.applied TO bluevitaal_service;

-- Who may do what on a PostgreSQL server of our own; psql runs it once, on an empty server.
--
-- bluevitaal_owner     owns every schema and table; nobody logs in as it
-- bluevitaal_service   may append to the log and read it, and write the tables of views; never UPDATE, DELETE
--                      or TRUNCATE on the log. The migrations grant it what it needs, table by table
-- bluevitaal_migrator  logs in to migrate and rebuild, as the owner
-- bluevitaal_app       logs in for daily work; may become the service and nothing more, and inherits nothing: it
--                      has no rights until it has said SET ROLE

\set ON_ERROR_STOP on
\set app_password `cat /run/secrets/app_password`
\set migrator_password `cat /run/secrets/migrator_password`

BEGIN;

CREATE ROLE bluevitaal_owner NOLOGIN;
CREATE ROLE bluevitaal_service NOLOGIN;
CREATE ROLE bluevitaal_migrator LOGIN CONNECTION LIMIT 10 PASSWORD :'migrator_password';
CREATE ROLE bluevitaal_app LOGIN NOINHERIT CONNECTION LIMIT 80 PASSWORD :'app_password';

GRANT bluevitaal_owner TO bluevitaal_migrator;
GRANT bluevitaal_service TO bluevitaal_app;
-- Projections write their rows as the service from a migrator's connection when they are rebuilt.
GRANT bluevitaal_service TO bluevitaal_migrator;

REVOKE ALL ON DATABASE bluevitaal FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER DATABASE bluevitaal OWNER TO bluevitaal_owner;
GRANT CONNECT ON DATABASE bluevitaal TO bluevitaal_migrator, bluevitaal_app;

COMMIT;

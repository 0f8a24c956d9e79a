-- When what dropped rows and destroyed keys left behind in the files of the database was swept away.
ALTER TABLE keys.data_key ADD COLUMN swept_at timestamptz;

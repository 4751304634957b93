-- The same as the .sqlite.sql beside it.
ALTER TABLE integrations ADD COLUMN secret_vars json NOT NULL DEFAULT '[]';
ALTER TABLE integrations ADD COLUMN secret_vars_sealed bytea;
ALTER TABLE integrations ADD COLUMN secret_vars_generation bigint NOT NULL DEFAULT 0;

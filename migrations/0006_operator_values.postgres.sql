-- The same as the .sqlite.sql beside it.
ALTER TABLE integrations ADD COLUMN vars json NOT NULL DEFAULT '{}';

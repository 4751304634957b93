-- What the operator says of an integration's platform and is secret: the values of its secret `app`
-- variables, one sealed JSON object, as the client secret is; beside it, in the clear, their names.
ALTER TABLE integrations ADD COLUMN secret_vars TEXT NOT NULL DEFAULT '[]';
ALTER TABLE integrations ADD COLUMN secret_vars_sealed BLOB;
ALTER TABLE integrations ADD COLUMN secret_vars_generation INTEGER NOT NULL DEFAULT 0;

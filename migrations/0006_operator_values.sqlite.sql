-- What the operator says of an integration's platform: the values of its `app` variables.
ALTER TABLE integrations ADD COLUMN vars TEXT NOT NULL DEFAULT '{}';

-- The same as the .postgres.sql beside it.
ALTER TABLE integrations ADD COLUMN member_apps TEXT NOT NULL DEFAULT 'never'
    CHECK (member_apps IN ('never', 'allowed', 'stopped'));

ALTER TABLE client_registrations ADD COLUMN user_id BLOB REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE client_registrations ADD COLUMN secret_generation INTEGER NOT NULL DEFAULT 0;
DROP INDEX client_registrations_in_use;
CREATE UNIQUE INDEX client_registrations_in_use
    ON client_registrations (workspace_id, integration_id, server, redirect_uri)
    WHERE state <> 'retired' AND user_id IS NULL;
CREATE UNIQUE INDEX client_registrations_of_member
    ON client_registrations (workspace_id, integration_id, user_id)
    WHERE state <> 'retired' AND user_id IS NOT NULL;
CREATE INDEX client_registrations_by_user ON client_registrations (user_id)
    WHERE user_id IS NOT NULL;

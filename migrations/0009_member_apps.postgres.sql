-- Whether members may use an app of their own: 'stopped' differs from 'never' in that connections
-- may have been made with some.
ALTER TABLE integrations ADD COLUMN member_apps text NOT NULL DEFAULT 'never'
    CHECK (member_apps IN ('never', 'allowed', 'stopped'));

-- Whose app it is, who registered it with the platform by hand; null: the platform registered it. Its
-- secret is sealed with that user's key. `secret_generation` counts the secrets that this client had.
ALTER TABLE client_registrations ADD COLUMN user_id uuid REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE client_registrations ADD COLUMN secret_generation bigint NOT NULL DEFAULT 0;
DROP INDEX client_registrations_in_use;
CREATE UNIQUE INDEX client_registrations_in_use
    ON client_registrations (workspace_id, integration_id, server, redirect_uri)
    WHERE state <> 'retired' AND user_id IS NULL;
CREATE UNIQUE INDEX client_registrations_of_member
    ON client_registrations (workspace_id, integration_id, user_id)
    WHERE state <> 'retired' AND user_id IS NOT NULL;
CREATE INDEX client_registrations_by_user ON client_registrations (user_id)
    WHERE user_id IS NOT NULL;

-- The platform's own are the workspace's: whoever acts for a user sees them, and writes that user's alone.
ALTER POLICY app ON client_registrations
    USING (workspace_id = acting_workspace()
        AND (user_id IS NULL OR user_id = coalesce(acting_user(), user_id)))
    WITH CHECK (workspace_id = acting_workspace()
        AND user_id IS NOT DISTINCT FROM coalesce(acting_user(), user_id));

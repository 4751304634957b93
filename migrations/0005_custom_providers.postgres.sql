-- The same as the .sqlite.sql beside it.
CREATE TABLE custom_providers (
    id text PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    user_id uuid REFERENCES users (id) ON DELETE CASCADE,  -- whose own it is; null: the workspace's
    text text NOT NULL,
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX custom_providers_by_workspace ON custom_providers (workspace_id, id);
CREATE INDEX custom_providers_by_user ON custom_providers (user_id) WHERE user_id IS NOT NULL;

ALTER TABLE custom_providers ENABLE ROW LEVEL SECURITY;
ALTER TABLE custom_providers FORCE ROW LEVEL SECURITY;
-- A user changes their own alone, and sees the workspace's, which everybody connects by.
CREATE POLICY app ON custom_providers TO fairlead_app
    USING (workspace_id = (SELECT acting_workspace())
        AND ((SELECT acting_user()) IS NULL OR user_id = (SELECT acting_user())))
    WITH CHECK (workspace_id = (SELECT acting_workspace())
        AND ((SELECT acting_user()) IS NULL OR user_id = (SELECT acting_user())));
CREATE POLICY app_shared ON custom_providers FOR SELECT TO fairlead_app
    USING (workspace_id = (SELECT acting_workspace()) AND user_id IS NULL);
CREATE POLICY service ON custom_providers TO fairlead_service USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON custom_providers TO fairlead_app, fairlead_service;

-- Whether members may add providers of their own.
ALTER TABLE workspaces ADD COLUMN members_add_providers boolean NOT NULL DEFAULT false;
GRANT UPDATE (members_add_providers) ON workspaces TO fairlead_app;

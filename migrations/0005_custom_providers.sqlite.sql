-- Providers that were added through the API: each is the text of a provider file. An id is one
-- provider's in the whole database, as the catalogue is one for the whole process.
CREATE TABLE custom_providers (
    id TEXT PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,  -- whose own it is; null: the workspace's
    text TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX custom_providers_by_workspace ON custom_providers (workspace_id, id);
CREATE INDEX custom_providers_by_user ON custom_providers (user_id) WHERE user_id IS NOT NULL;

-- Whether members may add providers of their own.
ALTER TABLE workspaces ADD COLUMN members_add_providers INTEGER NOT NULL DEFAULT 0;

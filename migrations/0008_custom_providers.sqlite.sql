-- Providers that were added through the API: each is the text of a provider file. An id is one
-- provider's in the whole database, as the catalogue is one for the whole process.
CREATE TABLE custom_providers (
    id TEXT PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    text TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX custom_providers_by_workspace ON custom_providers (workspace_id, id);

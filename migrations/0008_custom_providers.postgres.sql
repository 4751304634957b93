-- The same as the .sqlite.sql beside it.
CREATE TABLE custom_providers (
    id text COLLATE "C" PRIMARY KEY,  -- the embedded file's order, which a copy goes by
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    text text NOT NULL,
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX custom_providers_by_workspace ON custom_providers (workspace_id, id);

ALTER TABLE custom_providers ENABLE ROW LEVEL SECURITY;
ALTER TABLE custom_providers FORCE ROW LEVEL SECURITY;
CREATE POLICY app ON custom_providers TO fairlead_app
    USING (workspace_id = acting_workspace()) WITH CHECK (workspace_id = acting_workspace());
CREATE POLICY service ON custom_providers TO fairlead_service USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON custom_providers TO fairlead_app, fairlead_service;

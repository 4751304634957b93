-- The same as the .sqlite.sql beside it.
CREATE TABLE bulks (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    user_id uuid REFERENCES users (id) ON DELETE CASCADE,
    action text NOT NULL,
    terms json NOT NULL,
    total bigint NOT NULL,
    done bigint NOT NULL,
    failed bigint NOT NULL,
    is_stopped boolean NOT NULL,
    created_at timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE INDEX bulks_by_time ON bulks (created_at);

CREATE TABLE bulk_items (
    id uuid PRIMARY KEY,
    bulk_id uuid NOT NULL REFERENCES bulks (id) ON DELETE CASCADE,
    position bigint NOT NULL,
    workspace_id uuid NOT NULL,
    ask json NOT NULL,
    result json,
    sealed_url bytea,
    UNIQUE (bulk_id, position)
);

-- What a key without a user asked for, over everybody's accounts, is no user's to see.
ALTER TABLE bulks ENABLE ROW LEVEL SECURITY;
ALTER TABLE bulks FORCE ROW LEVEL SECURITY;
CREATE POLICY app ON bulks TO fairlead_app
    USING (workspace_id = acting_workspace()
        AND (acting_user() IS NULL OR user_id = acting_user()))
    WITH CHECK (workspace_id = acting_workspace()
        AND (acting_user() IS NULL OR user_id = acting_user()));
CREATE POLICY service ON bulks TO fairlead_service USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON bulks TO fairlead_app, fairlead_service;

ALTER TABLE bulk_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE bulk_items FORCE ROW LEVEL SECURITY;
CREATE POLICY app ON bulk_items TO fairlead_app
    USING (workspace_id = acting_workspace() AND (acting_user() IS NULL
        OR (SELECT true FROM bulks parent WHERE parent.id = bulk_items.bulk_id)))
    WITH CHECK (workspace_id = acting_workspace() AND (acting_user() IS NULL
        OR (SELECT true FROM bulks parent WHERE parent.id = bulk_items.bulk_id)));
CREATE POLICY service ON bulk_items TO fairlead_service USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON bulk_items TO fairlead_app, fairlead_service;

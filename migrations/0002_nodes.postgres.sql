-- The processes that serve from this database; instants are its own clock's milliseconds. No business
-- of a workspace's, so the application's role sees none.
CREATE TABLE nodes (
    id uuid PRIMARY KEY,
    boot_id uuid NOT NULL,
    host text NOT NULL,
    version text NOT NULL,
    cache text NOT NULL CHECK (cache IN ('process', 'shared')),
    master_keys text NOT NULL,
    active_key text NOT NULL,
    started bigint NOT NULL,
    seen bigint NOT NULL
);
ALTER TABLE nodes ENABLE ROW LEVEL SECURITY;
ALTER TABLE nodes FORCE ROW LEVEL SECURITY;
CREATE POLICY service ON nodes TO fairlead_service USING (true) WITH CHECK (true);
GRANT SELECT ON nodes TO fairlead_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON nodes TO fairlead_service;

-- The owner is held to it as well, and writes what `fairlead migrate` does.
ALTER TABLE schema_migrations FORCE ROW LEVEL SECURITY;
DO $$
BEGIN
    EXECUTE format('CREATE POLICY owner ON schema_migrations TO %I USING (true) WITH CHECK (true)',
        (SELECT tableowner FROM pg_tables
         WHERE schemaname = current_schema() AND tablename = 'schema_migrations'));
END;
$$;

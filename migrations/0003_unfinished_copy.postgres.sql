-- The same as the .sqlite.sql beside it.
CREATE TABLE unfinished_copy (
    source_mark text PRIMARY KEY,
    source text NOT NULL,
    begun_at timestamptz NOT NULL
);
ALTER TABLE unfinished_copy ENABLE ROW LEVEL SECURITY;
ALTER TABLE unfinished_copy FORCE ROW LEVEL SECURITY;
CREATE POLICY service ON unfinished_copy TO fairlead_service USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON unfinished_copy TO fairlead_service;
GRANT SELECT ON unfinished_copy TO fairlead_app;  -- no policy: it sees no row

-- A copy goes on numbering where its source was.
GRANT SELECT, UPDATE ON SEQUENCE events_sequence_seq, audit_sequence_seq, audit_counts_sequence_seq
    TO fairlead_service;

-- The processes that serve from this database. An embedded one has a single process, which its file
-- lock holds, and writes nothing here.
CREATE TABLE nodes (
    id BLOB PRIMARY KEY,
    boot_id BLOB NOT NULL,
    host TEXT NOT NULL,
    version TEXT NOT NULL,
    cache TEXT NOT NULL CHECK (cache IN ('process', 'shared')),
    master_keys TEXT NOT NULL,
    active_key TEXT NOT NULL,
    started INTEGER NOT NULL,
    seen INTEGER NOT NULL
) STRICT;

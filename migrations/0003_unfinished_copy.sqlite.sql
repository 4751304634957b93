-- What `fairlead migrate copy` is writing here: a row from its first row to its last proof. No server
-- starts on such a database.
CREATE TABLE unfinished_copy (
    source_mark TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    begun_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

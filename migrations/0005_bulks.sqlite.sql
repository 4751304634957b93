-- Many things asked for at once (SPEC A13), with what became of each. Kept a week.
CREATE TABLE bulks (
    id BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL,
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,
    action TEXT NOT NULL,
    terms TEXT NOT NULL,
    total INTEGER NOT NULL,
    done INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    is_stopped INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;
CREATE INDEX bulks_by_time ON bulks (created_at);

CREATE TABLE bulk_items (
    id BLOB PRIMARY KEY,
    bulk_id BLOB NOT NULL REFERENCES bulks (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    workspace_id BLOB NOT NULL,
    ask TEXT NOT NULL,
    result TEXT,
    sealed_url BLOB,
    UNIQUE (bulk_id, position)
) STRICT;

-- Instants are milliseconds since 1970 (UTC), ids 16 bytes, booleans 0 or 1, JSON is text.
-- Tables whose rows are short and are found by their key alone are kept WITHOUT ROWID; the others
-- are not, because long rows in a key's tree make it deep. Where reading a token joins such a long
-- row, it does by `number`: one page instead of the two that its id would cost.

CREATE TABLE workspaces (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO workspaces (id, name, created_at)
VALUES (X'00000000000070008000000000000001', 'default',
        CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER));

CREATE TABLE users (
    id BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    external_id TEXT,
    email TEXT,
    password_hash TEXT,
    role TEXT NOT NULL CHECK (role IN ('member', 'admin')),
    disabled INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    UNIQUE (workspace_id, external_id),
    UNIQUE (workspace_id, email)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    id BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    proven_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE api_keys (
    id BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    scopes INTEGER NOT NULL,
    act_as TEXT NOT NULL CHECK (act_as IN ('none', 'one', 'any')),
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    expires_at INTEGER,
    revoked_at INTEGER,
    CHECK ((act_as = 'one') = (user_id IS NOT NULL))
) STRICT;
CREATE INDEX api_keys_by_workspace ON api_keys (workspace_id, id);

CREATE TABLE data_keys (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    owner_kind TEXT NOT NULL CHECK (owner_kind IN ('user', 'workspace')),
    owner_id BLOB NOT NULL,
    master_key_id TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    UNIQUE (workspace_id, owner_kind, owner_id)
) STRICT;
CREATE INDEX data_keys_by_master_key ON data_keys (master_key_id);

CREATE TABLE integrations (
    id BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    key TEXT NOT NULL,
    provider TEXT NOT NULL,
    method TEXT NOT NULL,
    variant TEXT NOT NULL,
    client_id TEXT NOT NULL,
    client_secret_sealed BLOB,
    secret_generation INTEGER NOT NULL DEFAULT 0,
    scopes TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('environment', 'api')),
    fingerprint TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (workspace_id, key)
) STRICT, WITHOUT ROWID;

-- `number` comes from the id (src/storage/sqlite/uuid_number.h), so that a token is read without the
-- index of ids; a row whose number was taken has another and is found by that index.
-- The tokens stand in the row of their connection, all of them or none, and the refresh engine
-- alone writes them; `data_key` is the number of the key that sealed them.
CREATE TABLE connections (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    integration_id BLOB NOT NULL REFERENCES integrations (id),
    status TEXT NOT NULL CHECK (status IN ('pending', 'connected', 'expired', 'error', 'disconnected')),
    reason TEXT NOT NULL,
    error_message TEXT NOT NULL,
    user_external_id TEXT,
    user_disabled INTEGER NOT NULL DEFAULT 0,
    scopes_granted TEXT NOT NULL,
    data_key INTEGER,
    token_consent INTEGER,
    token_generation INTEGER,
    access_sealed BLOB,
    token_type TEXT,
    access_expires INTEGER,
    access_lifetime_ms INTEGER,
    token_written_at INTEGER,
    refresh_sealed BLOB,
    provider TEXT NOT NULL,
    provider_account_id TEXT NOT NULL,
    account_name TEXT NOT NULL,
    scopes_missing TEXT NOT NULL,
    vars TEXT NOT NULL,
    metadata TEXT NOT NULL,
    custom_metadata TEXT NOT NULL,
    expires_at INTEGER,
    refresh_at INTEGER,
    generation INTEGER NOT NULL,
    last_synced_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (workspace_id, user_id, integration_id, provider_account_id)
) STRICT;
CREATE INDEX connections_by_account ON connections (workspace_id, integration_id, provider_account_id);
CREATE INDEX connections_to_refresh ON connections (refresh_at, id) WHERE refresh_at IS NOT NULL;

-- What a token is read by and its user's row knows: a copy, so that the row need not be read.
CREATE TRIGGER connections_user AFTER INSERT ON connections
BEGIN
    UPDATE connections SET (user_external_id, user_disabled) =
        (SELECT external_id, disabled FROM users WHERE id = NEW.user_id)
    WHERE number = NEW.number;
END;
CREATE TRIGGER users_connections AFTER UPDATE OF external_id, disabled ON users
WHEN OLD.external_id IS NOT NEW.external_id OR OLD.disabled <> NEW.disabled
BEGIN
    UPDATE connections SET user_external_id = NEW.external_id, user_disabled = NEW.disabled
    WHERE workspace_id = NEW.workspace_id AND user_id = NEW.id;
END;

-- The rows of the refresh protocol. All instants here are the database's own clock.
CREATE TABLE refresh_guard (
    connection_id BLOB PRIMARY KEY REFERENCES connections (id) ON DELETE CASCADE,
    workspace_id BLOB NOT NULL,
    consent INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    refused INTEGER NOT NULL DEFAULT 0,
    lease_attempt BLOB,
    lease_node BLOB,
    lease_boot BLOB,
    lease_until INTEGER,
    journal_key BLOB,
    touched INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_guard_by_lease ON refresh_guard (lease_node) WHERE lease_node IS NOT NULL;
CREATE INDEX refresh_guard_refused ON refresh_guard (connection_id) WHERE refused = 1;

CREATE TABLE refresh_attempt (
    attempt_id BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL,
    connection_id BLOB NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    consent INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    node_id BLOB NOT NULL,
    boot_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'unknown', 'spare')),
    started INTEGER NOT NULL,
    result BLOB
) STRICT;
CREATE INDEX refresh_attempt_by_connection ON refresh_attempt (connection_id);
CREATE INDEX refresh_attempt_open ON refresh_attempt (node_id) WHERE state = 'open';

-- The last failed attempt to connect, kept a day.
CREATE TABLE connect_attempts (
    workspace_id BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    integration_id BLOB NOT NULL REFERENCES integrations (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    retry_at INTEGER,
    failed_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, user_id, integration_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX connect_attempts_by_time ON connect_attempts (failed_at);

CREATE TABLE connect_sessions (
    id BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    request TEXT NOT NULL,
    finish_challenge TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    opened_at INTEGER
) STRICT;
CREATE INDEX connect_sessions_by_expiry ON connect_sessions (expires_at);

-- What came of a connect session that the application's backend must finish.
CREATE TABLE connect_results (
    session_id BLOB PRIMARY KEY REFERENCES connect_sessions (id) ON DELETE CASCADE,
    workspace_id BLOB NOT NULL,
    sealed BLOB NOT NULL,
    details TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Tokens that are to be withdrawn at the platform. The sealed one goes as soon as that succeeded,
-- or at the deadline.
CREATE TABLE revocations (
    id BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    connection_id BLOB NOT NULL,
    integration_id BLOB NOT NULL,
    consent INTEGER NOT NULL,
    sealed BLOB,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try INTEGER NOT NULL,
    deadline INTEGER NOT NULL,
    last_error TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX revocations_to_try ON revocations (next_try) WHERE state = 'waiting';
CREATE INDEX revocations_by_connection ON revocations (connection_id);

CREATE TABLE integration_settings (
    workspace_id BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    integration_id BLOB NOT NULL REFERENCES integrations (id) ON DELETE CASCADE,
    settings TEXT NOT NULL,
    is_enabled INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, integration_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE notices (
    id BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    connection_id BLOB NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    cause TEXT NOT NULL,
    message TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (connection_id, cause)
) STRICT;
CREATE INDEX notices_by_user ON notices (workspace_id, user_id);

CREATE TABLE jobs (
    id BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL,
    name TEXT NOT NULL,
    payload TEXT NOT NULL,
    unique_key TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'dead')),
    attempts INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    run_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX jobs_unique ON jobs (workspace_id, unique_key)
    WHERE unique_key IS NOT NULL AND state <> 'dead';
CREATE INDEX jobs_due ON jobs (due_at) WHERE state <> 'dead';

-- The outbox: written in the transaction that made the event true.
CREATE TABLE events (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    workspace_id BLOB NOT NULL,
    user_id BLOB,
    type TEXT NOT NULL,
    connection_id BLOB,
    data TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX events_by_time ON events (at);

CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    user_id BLOB,
    actor TEXT NOT NULL,
    connection_id BLOB,
    provider TEXT NOT NULL,
    result TEXT NOT NULL,
    address BLOB,
    request_id TEXT NOT NULL,
    details TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_workspace ON audit (workspace_id, sequence);
CREATE INDEX audit_by_user ON audit (user_id, sequence) WHERE user_id IS NOT NULL;
CREATE INDEX audit_by_connection ON audit (connection_id, sequence) WHERE connection_id IS NOT NULL;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- Packed: docs/formats/audit-counts.md.
CREATE TABLE audit_counts (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace_id BLOB NOT NULL,
    minute INTEGER NOT NULL,
    api_key_id BLOB NOT NULL,
    what TEXT NOT NULL,
    entries BLOB NOT NULL
) STRICT;
CREATE INDEX audit_counts_by_minute ON audit_counts (workspace_id, minute);

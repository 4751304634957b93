-- The same schema as the .sqlite.sql beside it. Instants are timestamptz, but for the tables of the
-- refresh protocol: those keep the database clock's milliseconds, as they are computed with.

CREATE TABLE workspaces (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    created_at timestamptz NOT NULL
);

INSERT INTO workspaces (id, name, created_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'default', clock_timestamp());

CREATE TABLE users (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    external_id text,
    email text,
    password_hash text,
    role text NOT NULL CHECK (role IN ('member', 'admin')),
    disabled boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    UNIQUE (workspace_id, external_id),
    UNIQUE (workspace_id, email)
);

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE,
    address text NOT NULL,
    user_agent text NOT NULL,
    created_at timestamptz NOT NULL,
    proven_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE api_keys (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    name text NOT NULL,
    prefix text NOT NULL,
    hash bytea NOT NULL UNIQUE,
    scopes bigint NOT NULL,
    act_as text NOT NULL CHECK (act_as IN ('none', 'one', 'any')),
    user_id uuid REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    expires_at timestamptz,
    revoked_at timestamptz,
    CHECK ((act_as = 'one') = (user_id IS NOT NULL))
);
CREATE INDEX api_keys_by_workspace ON api_keys (workspace_id, id);

CREATE TABLE data_keys (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    owner_kind text NOT NULL CHECK (owner_kind IN ('user', 'workspace')),
    owner_id uuid NOT NULL,
    master_key_id text NOT NULL,
    wrapped bytea NOT NULL,
    UNIQUE (workspace_id, owner_kind, owner_id)
);
CREATE INDEX data_keys_by_master_key ON data_keys (master_key_id);

CREATE TABLE integrations (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    key text NOT NULL,
    provider text NOT NULL,
    method text NOT NULL,
    variant text NOT NULL,
    client_id text NOT NULL,
    client_secret_sealed bytea,
    secret_generation bigint NOT NULL DEFAULT 0,
    scopes json NOT NULL,
    redirect_uri text NOT NULL,
    enabled boolean NOT NULL,
    source text NOT NULL CHECK (source IN ('environment', 'api')),
    fingerprint text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (workspace_id, key)
);

-- The tokens stand in the row of their connection, all of them or none, and the refresh engine
-- alone writes them.
CREATE TABLE connections (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    integration_id uuid NOT NULL REFERENCES integrations (id),
    provider text NOT NULL,
    provider_account_id text NOT NULL,
    account_name text NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'connected', 'expired', 'error', 'disconnected')),
    reason text NOT NULL,
    error_message text NOT NULL,
    scopes_granted json NOT NULL,
    scopes_missing json NOT NULL,
    vars json NOT NULL,
    metadata json NOT NULL,
    custom_metadata json NOT NULL,
    expires_at timestamptz,
    refresh_at timestamptz,
    generation bigint NOT NULL,
    last_synced_at timestamptz,
    token_consent bigint,
    token_generation bigint,
    access_sealed bytea,
    refresh_sealed bytea,
    token_type text,
    access_expires bigint,
    access_lifetime_ms bigint,
    token_written_at bigint,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (workspace_id, user_id, integration_id, provider_account_id)
);
CREATE INDEX connections_by_account ON connections (workspace_id, integration_id, provider_account_id);
CREATE INDEX connections_to_refresh ON connections (refresh_at, id) WHERE refresh_at IS NOT NULL;

-- The rows of the refresh protocol. All instants here are the database's own clock.
CREATE TABLE refresh_guard (
    connection_id uuid PRIMARY KEY REFERENCES connections (id) ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    consent bigint NOT NULL,
    generation bigint NOT NULL,
    epoch bigint NOT NULL,
    refused bigint NOT NULL DEFAULT 0,
    lease_attempt uuid,
    lease_node uuid,
    lease_boot uuid,
    lease_until bigint,
    journal_key bytea,
    touched bigint NOT NULL DEFAULT 0,
    failures bigint NOT NULL DEFAULT 0,
    unchanged bigint NOT NULL DEFAULT 0
);
CREATE INDEX refresh_guard_by_lease ON refresh_guard (lease_node) WHERE lease_node IS NOT NULL;
CREATE INDEX refresh_guard_refused ON refresh_guard (connection_id) WHERE refused = 1;

CREATE TABLE refresh_attempt (
    attempt_id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    connection_id uuid NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    consent bigint NOT NULL,
    generation bigint NOT NULL,
    node_id uuid NOT NULL,
    boot_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'unknown', 'spare')),
    started bigint NOT NULL,
    result bytea
);
CREATE INDEX refresh_attempt_by_connection ON refresh_attempt (connection_id);
CREATE INDEX refresh_attempt_open ON refresh_attempt (node_id) WHERE state = 'open';

-- The last failed attempt to connect, kept a day.
CREATE TABLE connect_attempts (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    integration_id uuid NOT NULL REFERENCES integrations (id) ON DELETE CASCADE,
    kind text NOT NULL,
    message text NOT NULL,
    retry_at timestamptz,
    failed_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, user_id, integration_id)
);
CREATE INDEX connect_attempts_by_time ON connect_attempts (failed_at);

CREATE TABLE connect_sessions (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE,
    request json NOT NULL,
    finish_challenge text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    opened_at timestamptz
);
CREATE INDEX connect_sessions_by_expiry ON connect_sessions (expires_at);

-- What came of a connect session that the application's backend must finish.
CREATE TABLE connect_results (
    session_id uuid PRIMARY KEY REFERENCES connect_sessions (id) ON DELETE CASCADE,
    workspace_id uuid NOT NULL,
    sealed bytea NOT NULL,
    details json NOT NULL,
    created_at timestamptz NOT NULL
);

-- Tokens that are to be withdrawn at the platform. The sealed one goes as soon as that succeeded,
-- or at the deadline.
CREATE TABLE revocations (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    integration_id uuid NOT NULL,
    consent bigint NOT NULL,
    sealed bytea,
    state text NOT NULL CHECK (state IN ('waiting', 'dead')),
    attempts bigint NOT NULL DEFAULT 0,
    next_try timestamptz NOT NULL,
    deadline timestamptz NOT NULL,
    last_error text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL
);
CREATE INDEX revocations_to_try ON revocations (next_try) WHERE state = 'waiting';
CREATE INDEX revocations_by_connection ON revocations (connection_id);

CREATE TABLE integration_settings (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    integration_id uuid NOT NULL REFERENCES integrations (id) ON DELETE CASCADE,
    settings json NOT NULL,
    is_enabled boolean NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, integration_id)
);

CREATE TABLE notices (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    connection_id uuid NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    cause text NOT NULL,
    message text NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (connection_id, cause)
);
CREATE INDEX notices_by_user ON notices (workspace_id, user_id);

CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    name text NOT NULL,
    payload json NOT NULL,
    unique_key text,
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'dead')),
    attempts bigint NOT NULL,
    max_attempts bigint NOT NULL,
    run_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    last_error text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX jobs_unique ON jobs (workspace_id, unique_key)
    WHERE unique_key IS NOT NULL AND state <> 'dead';
CREATE INDEX jobs_due ON jobs (due_at) WHERE state <> 'dead';

-- The outbox: written in the transaction that made the event true.
CREATE TABLE events (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    workspace_id uuid NOT NULL,
    user_id uuid,
    type text NOT NULL,
    connection_id uuid,
    data json NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX events_by_time ON events (at);

CREATE TABLE audit (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id uuid NOT NULL,
    at timestamptz NOT NULL,
    type text NOT NULL,
    user_id uuid,
    actor text NOT NULL,
    connection_id uuid,
    provider text NOT NULL,
    result text NOT NULL,
    address bytea,
    request_id text NOT NULL,
    details json NOT NULL
);
CREATE INDEX audit_by_workspace ON audit (workspace_id, sequence);
CREATE INDEX audit_by_user ON audit (user_id, sequence) WHERE user_id IS NOT NULL;
CREATE INDEX audit_by_connection ON audit (connection_id, sequence) WHERE connection_id IS NOT NULL;
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END;
$$;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- Packed: docs/formats/audit-counts.md.
CREATE TABLE audit_counts (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id uuid NOT NULL,
    minute timestamptz NOT NULL,
    api_key_id uuid NOT NULL,
    what text NOT NULL,
    entries bytea NOT NULL
);
CREATE INDEX audit_counts_by_minute ON audit_counts (workspace_id, minute);

-- Nodes that wait hear of what another node wrote. Equal ones of a transaction arrive as one.
CREATE FUNCTION tell_of_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('fairlead_commit', '');
    RETURN NULL;
END;
$$;
CREATE TRIGGER events_tell AFTER INSERT ON events
    FOR EACH STATEMENT EXECUTE FUNCTION tell_of_commit();
CREATE TRIGGER jobs_tell AFTER INSERT ON jobs
    FOR EACH STATEMENT EXECUTE FUNCTION tell_of_commit();

-- Who may see what (docs/security.md). Nobody logs in as these two: the roles that do are made
-- members of one of them. Roles belong to the whole server, so another database may have made them.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['fairlead_app', 'fairlead_service'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        END IF;
    END LOOP;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO fairlead_app, fairlead_service', current_schema());
END;
$$;

-- The transaction says for whom it runs, by set_config(…, true); after it the settings are ''.
CREATE FUNCTION acting_workspace() RETURNS uuid LANGUAGE sql STABLE AS
    $$ SELECT CAST(nullif(current_setting('app.workspace_id', true), '') AS uuid) $$;
CREATE FUNCTION acting_user() RETURNS uuid LANGUAGE sql STABLE AS
    $$ SELECT CAST(nullif(current_setting('app.user_id', true), '') AS uuid) $$;

-- Every table: nobody sees a row but by a policy, not even the tables' owner. A sub-select is
-- evaluated once for a statement, not for each row.
DO $$
DECLARE
    of_workspace constant text := 'workspace_id = (SELECT acting_workspace())';
    policy record;
BEGIN
    FOR policy IN
        SELECT name, of_workspace || coalesce(
            ' AND ((SELECT acting_user()) IS NULL OR ' || of_user || ')', '') AS allowed
        FROM (VALUES
            ('sessions', 'user_id = (SELECT acting_user())'),
            ('api_keys', 'user_id = (SELECT acting_user())'),
            ('users', 'id = (SELECT acting_user())'),
            ('connections', 'user_id = (SELECT acting_user())'),
            ('connect_attempts', 'user_id = (SELECT acting_user())'),
            ('connect_sessions', 'user_id = (SELECT acting_user())'),
            ('revocations', 'user_id = (SELECT acting_user())'),
            ('integration_settings', 'user_id = (SELECT acting_user())'),
            ('notices', 'user_id = (SELECT acting_user())'),
            ('events', 'user_id = (SELECT acting_user())'),
            ('audit', 'user_id = (SELECT acting_user())'),
            ('data_keys', 'owner_kind = ''workspace'' OR owner_id = (SELECT acting_user())'),
            ('refresh_guard', 'connection_id IN (SELECT id FROM connections)'),
            ('refresh_attempt', 'connection_id IN (SELECT id FROM connections)'),
            ('connect_results', 'session_id IN (SELECT id FROM connect_sessions)'),
            ('jobs', 'false'),
            ('audit_counts', 'false'),
            ('integrations', NULL)) AS of (name, of_user)
        UNION ALL SELECT 'workspaces', 'id = (SELECT acting_workspace())'
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', policy.name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', policy.name);
        EXECUTE format('CREATE POLICY app ON %I TO fairlead_app USING (%s) WITH CHECK (%s)',
            policy.name, policy.allowed, policy.allowed);
        EXECUTE format('CREATE POLICY service ON %I TO fairlead_service '
            'USING (true) WITH CHECK (true)', policy.name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO fairlead_app, '
            'fairlead_service', policy.name);
    END LOOP;
END;
$$;
REVOKE UPDATE, DELETE ON audit FROM fairlead_app, fairlead_service;
REVOKE INSERT, UPDATE, DELETE ON workspaces FROM fairlead_app;

ALTER TABLE schema_migrations ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON schema_migrations FOR SELECT USING (true);
GRANT SELECT ON schema_migrations TO fairlead_app, fairlead_service;

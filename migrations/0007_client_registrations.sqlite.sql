-- The same as the .postgres.sql beside it.
CREATE TABLE client_registrations (
    id BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    integration_id BLOB NOT NULL REFERENCES integrations (id) ON DELETE CASCADE,
    server TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('registering', 'current', 'retired')),
    claimed_until INTEGER NOT NULL,
    client_id TEXT NOT NULL,
    details TEXT NOT NULL,
    sealed BLOB,
    secret_expires_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX client_registrations_in_use
    ON client_registrations (workspace_id, integration_id, server, redirect_uri)
    WHERE state <> 'retired';
CREATE INDEX client_registrations_by_integration ON client_registrations (integration_id);

ALTER TABLE connections ADD COLUMN registration_id BLOB REFERENCES client_registrations (id);
CREATE INDEX connections_by_registration ON connections (registration_id)
    WHERE registration_id IS NOT NULL;
ALTER TABLE revocations ADD COLUMN registration_id BLOB;

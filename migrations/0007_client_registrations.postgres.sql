-- Who we are at an authorization server that registers its clients itself (RFC 7591). One that is in
-- use for each server and redirect URI of an integration: the unique key is what makes many connects on
-- many nodes register once. `claimed_until` is in milliseconds of the database's clock.
CREATE TABLE client_registrations (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    integration_id uuid NOT NULL REFERENCES integrations (id) ON DELETE CASCADE,
    server text NOT NULL,
    redirect_uri text NOT NULL,
    state text NOT NULL CHECK (state IN ('registering', 'current', 'retired')),
    claimed_until bigint NOT NULL,
    client_id text NOT NULL,
    details json NOT NULL,
    sealed bytea,
    secret_expires_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX client_registrations_in_use
    ON client_registrations (workspace_id, integration_id, server, redirect_uri)
    WHERE state <> 'retired';
CREATE INDEX client_registrations_by_integration ON client_registrations (integration_id);
ALTER TABLE client_registrations ENABLE ROW LEVEL SECURITY;
ALTER TABLE client_registrations FORCE ROW LEVEL SECURITY;
CREATE POLICY app ON client_registrations TO fairlead_app
    USING (workspace_id = acting_workspace()) WITH CHECK (workspace_id = acting_workspace());
CREATE POLICY service ON client_registrations TO fairlead_service USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON client_registrations TO fairlead_app, fairlead_service;

-- Whom a grant was issued to. None: the integration's own client.
ALTER TABLE connections ADD COLUMN registration_id uuid REFERENCES client_registrations (id);
CREATE INDEX connections_by_registration ON connections (registration_id)
    WHERE registration_id IS NOT NULL;
ALTER TABLE revocations ADD COLUMN registration_id uuid;

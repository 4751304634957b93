// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fairlead::storage {

/// For tests, run by the owner on an empty database: the users "one" and "two" of the default
/// workspace and "three" of another, and for each a row in every table. A new table gets its row
/// here.
constexpr const char* two_workspaces_script = R"(
DO $$
DECLARE
    person record;
    integration uuid;
    connection uuid;
    session uuid;
BEGIN
    INSERT INTO workspaces VALUES ('00000000-0000-7000-8000-0000000000b0', 'other', now());
    INSERT INTO users
        SELECT gen_random_uuid(), workspace, name, NULL, NULL, 'member', false, now()
        FROM (VALUES
            ('00000000-0000-7000-8000-000000000001'::uuid, 'one'),
            ('00000000-0000-7000-8000-000000000001', 'two'),
            ('00000000-0000-7000-8000-0000000000b0', 'three')) AS of (workspace, name);
    INSERT INTO integrations
        SELECT gen_random_uuid(), id, 'acme', 'acme', 'oauth', '', 'client', NULL, 0, '[]', '',
            true, 'api', '', now(), now()
        FROM workspaces;
    INSERT INTO client_registrations
        SELECT gen_random_uuid(), workspace_id, id, 'https://as.example', '', 'current', 0, 'issued',
            '{}', NULL, NULL, now()
        FROM integrations;
    INSERT INTO custom_providers SELECT 'custom-' || name, id, '', 1, now(), now() FROM workspaces;
    INSERT INTO nodes
        SELECT gen_random_uuid(), gen_random_uuid(), 'host', '1', 'shared', 'first', 'first', 0, 0
        FROM workspaces;
    INSERT INTO unfinished_copy SELECT id, 'elsewhere', now() FROM workspaces;
    INSERT INTO jobs
        SELECT gen_random_uuid(), id, 'tidy', '{}', NULL, 'waiting', 0, 5, now(), now(), now(), ''
        FROM workspaces;
    INSERT INTO audit_counts (workspace_id, minute, api_key_id, what, entries)
        SELECT id, now(), gen_random_uuid(), 'token_read', '' FROM workspaces;
    FOR person IN SELECT * FROM users LOOP
        integration := (SELECT id FROM integrations WHERE workspace_id = person.workspace_id);
        connection := gen_random_uuid();
        session := gen_random_uuid();
        INSERT INTO sessions VALUES (gen_random_uuid(), person.workspace_id, person.id,
            sha256(person.external_id::bytea), '', '', now(), now(), now(), now());
        INSERT INTO api_keys VALUES (gen_random_uuid(), person.workspace_id, 'a key', 'flk_',
            sha256(person.external_id::bytea), 1, 'one', person.id, now(), NULL, NULL, NULL);
        INSERT INTO data_keys VALUES (gen_random_uuid(), person.workspace_id, 'user', person.id,
            'first', '');
        INSERT INTO connections (id, workspace_id, user_id, integration_id, provider,
                provider_account_id, account_name, status, reason, error_message, scopes_granted,
                scopes_missing, vars, metadata, custom_metadata, generation, created_at, updated_at)
            VALUES (connection, person.workspace_id, person.id, integration, 'acme', 'same account',
                '', 'connected', '', '', '[]', '[]', '{}', '{}', '{}', 1, now(), now());
        INSERT INTO refresh_guard (connection_id, workspace_id, consent, generation, epoch)
            VALUES (connection, person.workspace_id, 1, 1, 1);
        INSERT INTO refresh_attempt VALUES (gen_random_uuid(), person.workspace_id, connection, 1, 1,
            gen_random_uuid(), gen_random_uuid(), 'unknown', 0, NULL);
        INSERT INTO connect_attempts VALUES (person.workspace_id, person.id, integration, 'denied',
            '', NULL, now());
        INSERT INTO connect_sessions VALUES (session, person.workspace_id, person.id,
            sha256(person.external_id::bytea), '{}', NULL, now(), now(), NULL);
        INSERT INTO connect_results VALUES (session, person.workspace_id, '', '{}', now());
        INSERT INTO revocations VALUES (gen_random_uuid(), person.workspace_id, person.id,
            connection, integration, 1, NULL, 'dead', 0, now(), now(), '', now());
        INSERT INTO integration_settings VALUES (person.workspace_id, person.id, integration, '{}',
            true, now());
        INSERT INTO bulks VALUES (session, person.workspace_id, person.id, 'refresh', '{}', 1, 0, 0,
            false, now(), NULL);
        INSERT INTO bulk_items VALUES (gen_random_uuid(), session, 0, person.workspace_id, '{}',
            NULL, NULL);
        INSERT INTO notices VALUES (gen_random_uuid(), person.workspace_id, person.id, connection,
            'expired', '', now());
        INSERT INTO events (id, workspace_id, user_id, type, connection_id, data, at)
            VALUES (gen_random_uuid(), person.workspace_id, person.id, 'connection.created',
                connection, '{}', now());
        INSERT INTO audit (workspace_id, at, type, user_id, actor, connection_id, provider, result,
                request_id, details)
            VALUES (person.workspace_id, now(), 'token_read', person.id, '', connection, 'acme',
                'ok', '', '{}');
    END LOOP;
END;
$$)";

}  // namespace fairlead::storage

// SPDX-License-Identifier: Apache-2.0
#include "storage/copy/copy_fixture.h"

namespace fairlead::storage {

namespace {

/// `user(i)` and its like are ids of 16 bytes; most of a kind share their first eight, so that they
/// ask for the same row number.
constexpr auto script = R"(
BEGIN;
CREATE TEMP TABLE n AS WITH RECURSIVE count(i) AS (SELECT 1 UNION ALL
    SELECT i + 1 FROM count WHERE i < 503) SELECT i FROM count;
CREATE TEMP TABLE ws AS SELECT id FROM workspaces;

INSERT INTO users SELECT CAST(printf('user%012d', i) AS BLOB), ws.id, 'user-' || i,
    CASE WHEN i % 2 = 0 THEN i || '@example.com' END, NULL, CASE WHEN i = 1 THEN 'admin' ELSE
    'member' END, i % 3 = 0, 1700000000000 + i FROM n, ws;
INSERT INTO sessions SELECT CAST('session-00000001' AS BLOB), ws.id,
    CAST(printf('user%012d', 1) AS BLOB), X'00FF00', '', 'a browser: "ünïcode" 🚀', -1, 0, 1,
    9223372036854 FROM ws;
INSERT INTO api_keys SELECT CAST('apikey-000000001' AS BLOB), ws.id, 'name', 'flk_', X'01',
    9223372036854775807, 'any', NULL, 5, NULL, NULL, NULL FROM ws;
INSERT INTO data_keys (id, workspace_id, owner_kind, owner_id, master_key_id, wrapped)
    SELECT CAST(printf('dkey%012d', i) AS BLOB), ws.id, 'user',
    CAST(printf('user%012d', i) AS BLOB), 'first', randomblob(61) FROM n, ws;
INSERT INTO integrations SELECT CAST('integration-0001' AS BLOB), ws.id, 'acme', 'acme', '', '',
    'client', NULL, 0, '["read","wr\"ite"]', 'https://example.com/cb', 1, 'api', 'print', 6, 7,
    '{"region":"eu"}', 'stopped', '["pin"]', randomblob(90), 3 FROM ws;
INSERT INTO client_registrations SELECT CAST('registration-001' AS BLOB), ws.id,
    CAST('integration-0001' AS BLOB), 'https://as.example', 'https://example.com/cb', 'current',
    1700000000004, 'issued', '{ "auth":"none" }', randomblob(120), 1800000000000, 6, NULL, 2 FROM ws;
INSERT INTO client_registrations SELECT CAST('registration-002' AS BLOB), ws.id,
    CAST('integration-0001' AS BLOB), '', 'https://example.com/cb', 'current', 0, 'mine', '{}',
    randomblob(120), NULL, 6, CAST(printf('user%012d', 1) AS BLOB), 0 FROM ws;
INSERT INTO custom_providers SELECT 'custom-till', ws.id, 'id: custom-till' || char(10) || '# ünïcode',
    3, 6, 7 FROM ws;
INSERT INTO connections (id, workspace_id, user_id, integration_id, provider,
    provider_account_id, account_name, status, reason, error_message, scopes_granted,
    scopes_missing, vars, metadata, custom_metadata, generation, created_at, updated_at)
    SELECT CAST(printf('conn%012d', i) AS BLOB), ws.id, CAST(printf('user%012d', i) AS BLOB),
    CAST('integration-0001' AS BLOB), 'acme', 'account-' || i, 'A', 'connected', 'none', '',
    '["read"]', '[]', '{}', '{ "spaced" : 1.50, "nul": "\u0000" }', '{}', 4, 1, 2 FROM n, ws;
INSERT INTO connections (number, id, workspace_id, user_id, integration_id, provider,
    provider_account_id, account_name, status, reason, error_message, scopes_granted,
    scopes_missing, vars, metadata, custom_metadata, generation, created_at, updated_at)
    SELECT NULL, X'018BCFE5680070008000000000000007', ws.id,
    CAST(printf('user%012d', 1) AS BLOB), CAST('integration-0001' AS BLOB), 'acme', 'second', 'B',
    'disconnected', 'none', '', '[]', '[]', '{}', '{}', '{}', 1, 1, 2 FROM ws;
UPDATE connections SET token_consent = 1, token_generation = 4, access_sealed = randomblob(700),
    refresh_sealed = CASE WHEN number % 2 = 0 THEN randomblob(90) END, token_type = 'Bearer',
    access_expires = 1800000000000, access_lifetime_ms = 3600000, token_written_at = 1,
    data_key = (SELECT number FROM data_keys k WHERE k.owner_id = user_id)
    WHERE status = 'connected';
UPDATE connections SET registration_id = CAST('registration-001' AS BLOB) WHERE generation = 4;
INSERT INTO refresh_guard (connection_id, workspace_id, consent, generation, epoch, lease_attempt,
    lease_node, lease_boot, lease_until, journal_key) SELECT CAST(printf('conn%012d', i) AS BLOB),
    ws.id, 1, 4, 9, randomblob(16), randomblob(16), randomblob(16), 1700000000001, randomblob(61)
    FROM n, ws;
INSERT INTO refresh_attempt SELECT CAST('attempt-00000001' AS BLOB), ws.id,
    CAST(printf('conn%012d', 1) AS BLOB), 1, 4, randomblob(16), randomblob(16), 'spare',
    1700000000002, zeroblob(65536) FROM ws;
INSERT INTO connect_attempts SELECT ws.id, CAST(printf('user%012d', i) AS BLOB),
    CAST('integration-0001' AS BLOB), 'cancelled', 'no', NULL, 3 FROM n, ws;
INSERT INTO connect_sessions SELECT CAST('csession-0000001' AS BLOB), ws.id,
    CAST(printf('user%012d', 1) AS BLOB), X'02', '{}', NULL, 1, 2, NULL FROM ws;
INSERT INTO connect_results SELECT CAST('csession-0000001' AS BLOB), ws.id, X'', '{}', 1 FROM ws;
INSERT INTO revocations SELECT CAST('revocation-00001' AS BLOB), ws.id,
    CAST(printf('user%012d', 1) AS BLOB), CAST(printf('conn%012d', 1) AS BLOB),
    CAST('integration-0001' AS BLOB), 1, NULL, 'dead', 3, 1, 2, 'error', 1,
    CAST('registration-001' AS BLOB) FROM ws;
INSERT INTO integration_settings SELECT ws.id, CAST(printf('user%012d', 1) AS BLOB),
    CAST('integration-0001' AS BLOB), '{}', 0, 8 FROM ws;
INSERT INTO notices SELECT CAST('notice-000000001' AS BLOB), ws.id,
    CAST(printf('user%012d', 1) AS BLOB), CAST(printf('conn%012d', 1) AS BLOB), 'c', 'm', 1
    FROM ws;
INSERT INTO bulks SELECT CAST('bulk-00000000001' AS BLOB), ws.id, NULL, 'link', '{}', 2, 1, 0, 0, 1,
    NULL FROM ws;
INSERT INTO bulk_items SELECT CAST(printf('item%012d', i) AS BLOB), CAST('bulk-00000000001' AS BLOB),
    i, ws.id, '{}', '{}', X'01' FROM n, ws WHERE i < 3;
INSERT INTO jobs SELECT CAST('job-000000000001' AS BLOB), ws.id, 'job', '{"a":1}', 'key', 'running',
    1, 5, 1, 2, 3, '' FROM ws;
INSERT INTO events (sequence, id, workspace_id, user_id, type, connection_id, data, at)
    SELECT i * 2, CAST(printf('even%012d', i) AS BLOB), ws.id, NULL, 'type', NULL, '{}', i
    FROM n, ws WHERE i < 502;
INSERT INTO audit SELECT 7, ws.id, 1700000000003, 'type', NULL, 'system', NULL, '', 'ok',
    randomblob(50), 'r', '{}' FROM ws;
INSERT INTO audit_counts SELECT 3, ws.id, 1700000000000, zeroblob(16), 'token', X'0102' FROM ws;
UPDATE sqlite_sequence SET seq = 5000 WHERE name = 'events';
COMMIT;
)";

}  // namespace

void CopyFixture::fill(const std::string& path) { change_file(path, script); }

}  // namespace fairlead::storage

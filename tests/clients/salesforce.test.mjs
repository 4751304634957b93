// SPDX-License-Identifier: Apache-2.0
// jsforce, which Salesforce's own command line is built on, takes the sandbox for Salesforce.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {at, grant, library, resize} from './sandbox.mjs';

const {Connection, OAuth2} = library('jsforce');
const account = '00D000000000001EAA/005000000000001AAA';

async function connect() {
  const tokens = await grant('salesforce-client', account, ['api', 'refresh_token', 'id']);
  const oauth2 = new OAuth2({
    loginUrl: at('login.salesforce.com'),
    clientId: 'salesforce-client',
    clientSecret: 'salesforce-sample-secret',
    redirectUri: 'http://localhost/back',
  });
  const renewed = await oauth2.refreshToken(tokens.refreshToken);
  const salesforce = new Connection({
    oauth2, instanceUrl: at(new URL(renewed.instance_url).host), accessToken: renewed.access_token,
    refreshToken: tokens.refreshToken, version: '64.0', maxRequest: 2,
  });
  return {salesforce, oauth2, renewed};
}

test('refreshes, and is told where the organization lives', async () => {
  const {renewed, salesforce} = await connect();
  assert.match(renewed.instance_url, /^https:/);
  assert.match(renewed.id, /00D000000000001EAA/);
  const me = await salesforce.request('/services/oauth2/userinfo');
  assert.equal(me.organization_id, '00D000000000001EAA');
});

test('queries over two pages', async () => {
  await resize('salesforce.contacts', 2100);
  const {salesforce} = await connect();
  const first = await salesforce.query('SELECT Id, LastName, SystemModstamp FROM Contact');
  assert.equal(first.totalSize, 2100);
  assert.equal(first.records.length, 2000);
  assert.equal(first.done, false);
  const second = await salesforce.queryMore(first.nextRecordsUrl);
  assert.equal(second.records.length, 100);
  assert.equal(second.done, true);
});

test('creates a contact', async () => {
  await resize('salesforce.contacts', 15);
  const {salesforce} = await connect();
  const made = await salesforce.sobject('Contact').create({LastName: 'Made'});
  assert.equal(made.success, true);
  const {records} = await salesforce.query('SELECT Id, LastName FROM Contact');
  assert.ok(records.some(({Id, LastName}) => Id === made.id && LastName === 'Made'));
});

test('meets an error as its own kind of it', async () => {
  const {salesforce} = await connect();
  const refused = await salesforce.query('SELECT Nothing FROM Contact').then(() => null, (e) => e);
  assert.equal(refused.errorCode, 'INVALID_FIELD');
});

test('renews a session that is over', async () => {
  const {salesforce} = await connect();
  salesforce.accessToken = 'no-token-of-anybody';
  const found = await salesforce.query('SELECT Id FROM Contact');
  assert.ok(found.records.length > 0);
  assert.notEqual(salesforce.accessToken, 'no-token-of-anybody');
});

test('says that a grant is over', async () => {
  const {oauth2} = await connect();
  const refused = await oauth2.refreshToken('no-token-of-anybody').then(() => null, (e) => e);
  assert.equal(refused.name, 'invalid_grant');
});

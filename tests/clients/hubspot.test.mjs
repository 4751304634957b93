// SPDX-License-Identifier: Apache-2.0
// HubSpot's own client library takes the sandbox for HubSpot.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {at, fault, grant, library, resize} from './sandbox.mjs';

const {Client} = library('@hubspot/api-client');
const application = {clientId: 'hubspot-client', clientSecret: 'hubspot-sample-secret'};
const scopes = ['oauth', 'crm.objects.contacts.read', 'crm.objects.contacts.write'];

async function connect() {
  const tokens = await grant(application.clientId, '20010001', scopes);
  const hubspot = new Client({basePath: at('api.hubapi.com'), numberOfApiCallRetries: 0});
  hubspot.setAccessToken(tokens.accessToken);
  return {hubspot, tokens};
}

test('refreshes', async () => {
  const {hubspot, tokens} = await connect();
  const renewed = await hubspot.oauth.tokensApi.create(
      'refresh_token', undefined, undefined, application.clientId, application.clientSecret,
      tokens.refreshToken);
  assert.ok(renewed.accessToken);
  assert.notEqual(renewed.accessToken, tokens.accessToken);
  assert.equal(renewed.refreshToken, tokens.refreshToken);
  assert.equal(renewed.expiresIn, 1800);
  hubspot.setAccessToken(renewed.accessToken);
  await hubspot.crm.contacts.basicApi.getPage(1);
});

test('lists contacts over two pages, and all of them', async () => {
  await resize('hubspot.contacts', 15);
  const {hubspot} = await connect();
  const first = await hubspot.crm.contacts.basicApi.getPage(10);
  assert.equal(first.results.length, 10);
  const second = await hubspot.crm.contacts.basicApi.getPage(10, first.paging.next.after);
  assert.equal(second.results.length, 5);
  assert.equal(second.paging, undefined);
  const all = await hubspot.crm.contacts.getAll(10);
  assert.deepEqual(all.map(({id}) => id), [...first.results, ...second.results].map(({id}) => id));
  assert.ok(all.every(({createdAt}) => createdAt instanceof Date && !Number.isNaN(+createdAt)));
});

test('creates a contact', async () => {
  const {hubspot} = await connect();
  const properties = {email: 'made@sample.invalid', firstname: 'Sample', lastname: 'Made'};
  const made = await hubspot.crm.contacts.basicApi.create({properties, associations: []});
  const read = await hubspot.crm.contacts.basicApi.getById(made.id, ['email', 'lastname']);
  assert.equal(read.properties.email, properties.email);
  assert.equal(read.properties.lastname, properties.lastname);
});

test('meets an error as its own kind of it', async () => {
  const {hubspot} = await connect();
  hubspot.setAccessToken('no-token-of-anybody');
  const refused = await hubspot.crm.contacts.basicApi.getPage().then(() => null, (error) => error);
  assert.equal(refused.constructor.name, 'ApiException');
  assert.equal(refused.code, 401);
  assert.equal(refused.body.category, 'EXPIRED_AUTHENTICATION');
});

test('is told of a limit', async () => {
  const {hubspot} = await connect();
  await fault('rate_limited@api');
  const refused = await hubspot.crm.contacts.basicApi.getPage().then(() => null, (error) => error);
  assert.equal(refused.code, 429);
});

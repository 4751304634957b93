// SPDX-License-Identifier: Apache-2.0
// Microsoft's own client library of Graph takes the sandbox for Microsoft. Tokens are not its trade.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {at, fault, grant, library, resize} from './sandbox.mjs';

const {Client, GraphError, PageIterator, RetryHandlerOptions} =
    library('@microsoft/microsoft-graph-client');
const account = '00000000-0000-4000-8000-000000000011';
const scopes = ['openid', 'offline_access', 'User.Read', 'Contacts.Read', 'Calendars.ReadWrite'];

async function connect(accessToken) {
  const token = accessToken ?? (await grant('microsoft-client', account, scopes)).accessToken;
  return Client.init({
    baseUrl: `${at('graph.microsoft.com')}/`,
    customHosts: new Set(['localhost']),
    authProvider: (done) => done(null, token),
  });
}

test('tells whose account it is', async () => {
  const graph = await connect();
  const me = await graph.api('/me').select('id,displayName').get();
  assert.equal(me.id, account);
});

test('lists contacts over two pages, as its iterator does', async () => {
  await resize('microsoft.contacts', 15);
  const graph = await connect();
  const first = await graph.api('/me/contacts').top(10).get();
  assert.equal(first.value.length, 10);
  assert.ok(first['@odata.nextLink']);
  const found = [];
  const iterator = new PageIterator(graph, first, (contact) => found.push(contact.id) > 0);
  await iterator.iterate();
  assert.equal(found.length, 15);
  assert.equal(new Set(found).size, 15);
});

test('creates an event', async () => {
  const graph = await connect();
  const made = await graph.api('/me/events').post({
    subject: 'Sample meeting',
    start: {dateTime: '2031-05-01T10:00:00', timeZone: 'UTC'},
    end: {dateTime: '2031-05-01T11:00:00', timeZone: 'UTC'},
  });
  const view = await graph.api('/me/calendarView')
      .query({startDateTime: '2031-05-01T00:00:00Z', endDateTime: '2031-05-02T00:00:00Z'}).get();
  assert.deepEqual(view.value.map(({id, subject}) => ({id, subject})),
                   [{id: made.id, subject: 'Sample meeting'}]);
});

test('follows the changes', async () => {
  const graph = await connect();
  const found = [];
  const iterator = new PageIterator(
      graph, await graph.api('/me/contacts/delta').get(), (contact) => found.push(contact) > 0);
  await iterator.iterate();
  assert.equal(found.length, 15);
  const none = await graph.api(iterator.getDeltaLink()).get();
  assert.deepEqual(none.value, []);
});

test('meets an error as its own kind of it', async () => {
  const graph = await connect('no-token-of-anybody');
  const refused = await graph.api('/me').get().then(() => null, (error) => error);
  assert.ok(refused instanceof GraphError);
  assert.equal(refused.statusCode, 401);
  assert.equal(refused.code, 'InvalidAuthenticationToken');
  assert.ok(refused.requestId);
});

test('waits for as long as a limit says, and goes on', async () => {
  const graph = await connect();
  await fault('rate_limited=1@api');
  const begun = Date.now();
  const page = await graph.api('/me/contacts').middlewareOptions([new RetryHandlerOptions()]).get();
  assert.ok(page.value.length > 0);
  assert.ok(Date.now() - begun >= 1000);
});

// SPDX-License-Identifier: Apache-2.0
// Pipedrive's own client library takes the sandbox for Pipedrive. Where it renews tokens is fixed in
// it; they are taken as they are.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {at, fault, grant, library, resize} from './sandbox.mjs';

const {v1, v2} = library('pipedrive');
const scopes = ['base', 'contacts:full', 'deals:full'];

async function connect() {
  const {accessToken} = await grant('pipedrive-client', '10100001', scopes);
  const at2 = new v2.Configuration({accessToken, basePath: at('api.pipedrive.com/api/v2')});
  const at1 = new v1.Configuration({accessToken, basePath: at('api.pipedrive.com/api/v1')});
  return {persons: new v2.PersonsApi(at2), deals: new v2.DealsApi(at2), users: new v1.UsersApi(at1)};
}

test('tells whose account it is', async () => {
  const {users} = await connect();
  const {data} = await users.getCurrentUser();
  assert.equal(String(data.company_id), '10100001');
});

test('lists persons over two pages', async () => {
  await resize('pipedrive.persons', 15);
  const {persons} = await connect();
  const first = await persons.getPersons({limit: 10});
  assert.equal(first.success, true);
  assert.equal(first.data.length, 10);
  const cursor = first.additional_data.next_cursor;
  const second = await persons.getPersons({limit: 10, cursor});
  assert.equal(second.data.length, 5);
  assert.equal(second.additional_data.next_cursor, null);
});

test('creates a person', async () => {
  const {persons} = await connect();
  const made = await persons.addPerson({AddPersonRequest: {
    name: 'Made Sample', emails: [{value: 'made@sample.invalid', primary: true}],
  }});
  const read = await persons.getPerson({id: made.data.id});
  assert.equal(read.data.name, 'Made Sample');
});

test('meets an error as its own kind of it', async () => {
  const {persons} = await connect();
  const refused = await persons.getPerson({id: 999_999_999}).then(() => null, (error) => error);
  assert.equal(refused.success, false);
  assert.equal(refused.errorCode, 404);
  assert.match(refused.error, /not found/i);
});

test('is told of a limit', async () => {
  const {persons} = await connect();
  await fault('rate_limited@api');
  const refused = await persons.getPersons({}).then(() => null, (error) => error);
  assert.equal(refused.errorCode, 429);
});

// SPDX-License-Identifier: Apache-2.0
// Google's own client library of the Calendar API takes the sandbox for Google. `googleapis` itself
// is this library and two hundred others in one package; this is the part that is used. Its
// `rootUrl` takes another host and no path, so it calls Google's own addresses through a fetch
// that goes to the sandbox.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {fault, grant, library, redirected, resize} from './sandbox.mjs';

const {auth, calendar} = library('@googleapis/calendar');
const scopes = ['openid', 'email', 'https://www.googleapis.com/auth/calendar'];

async function connect(options = {}) {
  const tokens = await grant('google-client', 'first@sample.invalid', scopes);
  const oauth = new auth.OAuth2({
    clientId: 'google-client',
    clientSecret: 'google-sample-secret',
    transporterOptions: {fetchImplementation: redirected},
  });
  oauth.setCredentials({access_token: tokens.accessToken, refresh_token: tokens.refreshToken});
  const google = calendar({
    version: 'v3', auth: oauth, fetchImplementation: redirected, ...options,
  });
  return {google, oauth, tokens};
}

test('refreshes', async () => {
  const {google, oauth, tokens} = await connect();
  const {credentials} = await oauth.refreshAccessToken();
  assert.notEqual(credentials.access_token, tokens.accessToken);
  assert.equal(credentials.refresh_token, tokens.refreshToken);
  assert.ok(credentials.expiry_date > Date.now());
  await google.calendarList.list();
});

test('lists events over two pages', async () => {
  await resize('google.events', 15);
  const {google} = await connect();
  const first = (await google.events.list({calendarId: 'primary', maxResults: 10})).data;
  assert.equal(first.kind, 'calendar#events');
  assert.equal(first.items.length, 10);
  const pageToken = first.nextPageToken;
  const second = (await google.events.list({calendarId: 'primary', maxResults: 10, pageToken})).data;
  assert.equal(second.items.length, 5);
  assert.ok(second.nextSyncToken);
  assert.equal(second.nextPageToken, undefined);
  const ids = [...first.items, ...second.items].map(({id}) => id);
  assert.equal(new Set(ids).size, 15);
});

test('tells what changed since', async () => {
  const {google} = await connect();
  const all = (await google.events.list({calendarId: 'primary', maxResults: 2500})).data;
  const none = await google.events.list({calendarId: 'primary', syncToken: all.nextSyncToken});
  assert.deepEqual(none.data.items, []);
});

test('creates an event', async () => {
  const {google} = await connect();
  const made = (await google.events.insert({
    calendarId: 'primary',
    requestBody: {
      summary: 'Sample meeting',
      start: {dateTime: '2026-12-01T10:00:00Z'},
      end: {dateTime: '2026-12-01T11:00:00Z'},
    },
  })).data;
  const read = (await google.events.get({calendarId: 'primary', eventId: made.id})).data;
  assert.equal(read.summary, 'Sample meeting');
  assert.equal(read.status, 'confirmed');
});

test('meets an error as its own kind of it', async () => {
  const {google} = await connect();
  const refused = await google.events.get({calendarId: 'primary', eventId: 'none'})
      .then(() => null, (error) => error);
  assert.equal(refused.constructor.name, 'GaxiosError');
  assert.equal(refused.status, 404);
  assert.equal(refused.response.data.error.errors[0].reason, 'notFound');
});

test('says that a grant is over', async () => {
  const {oauth} = await connect();
  await oauth.revokeCredentials();
  oauth.setCredentials({refresh_token: 'no-token-of-anybody'});
  const refused = await oauth.refreshAccessToken().then(() => null, (error) => error);
  assert.equal(refused.response.data.error, 'invalid_grant');
});

test('asks again after a limit', async () => {
  const {google} = await connect();
  await fault('rate_limited@api');
  assert.ok((await google.calendarList.list()).data.items.length > 0);
});

test('is told of a limit', async () => {
  const {google, oauth, tokens} = await connect({retry: false});
  // With a refresh token it renews after a 403, and asks again.
  oauth.setCredentials({access_token: tokens.accessToken});
  await fault('rate_limited@api');
  const refused = await google.calendarList.list()
      .then(() => null, (error) => error);
  assert.equal(refused.status, 403);
  assert.equal(refused.response.data.error.errors[0].reason, 'rateLimitExceeded');
});

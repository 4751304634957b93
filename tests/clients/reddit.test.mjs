// SPDX-License-Identifier: Apache-2.0
// snoowrap, which nobody keeps any more and which knew Reddit well, as a witness of the protocol.
// It takes another domain and no path, so its requests are turned to the sandbox where it offers
// to change them (`rawRequest`).
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {at, grant, library, resize} from './sandbox.mjs';

const Snoowrap = library('snoowrap');
const scopes = ['identity', 'history', 'read', 'privatemessages'];

class Reddit extends Snoowrap {
  rawRequest(options) {
    const turned = {...options, baseUrl: at(new URL(options.baseUrl).host)};
    return super.rawRequest(turned);
  }
}

async function connect(more = {}) {
  const tokens = await grant('reddit-client', '1samp1e', scopes);
  const reddit = new Reddit({
    userAgent: 'node:fairlead.tests:1 (by the tests)', clientId: 'reddit-client',
    clientSecret: 'reddit-sample-secret', refreshToken: tokens.refreshToken, ...more,
  });
  reddit.config({maxRetryAttempts: 1, requestDelay: 0, warnings: false});
  return reddit;
}

test('refreshes, and tells whose account it is', async () => {
  const reddit = await connect();
  const me = await reddit.getMe();
  assert.equal(me.id, '1samp1e');
  assert.ok(reddit.accessToken);
  assert.ok(reddit.ratelimitRemaining > 0);
});

test('lists what was written over two pages', async () => {
  await resize('reddit.submitted', 15);
  const reddit = await connect();
  const me = await reddit.getMe();
  const first = await reddit.getUser(me.name).getSubmissions({limit: 10});
  assert.equal(first.length, 10);
  const all = await first.fetchMore({amount: 10});
  assert.equal(all.length, 15);
  assert.ok(all.isFinished);
});

test('meets an error as its own kind of it', async () => {
  const reddit = await connect({refreshToken: 'no-token-of-anybody'});
  const refused = await reddit.getMe().then(() => null, (error) => error);
  assert.equal(refused.name, 'StatusCodeError');
  assert.equal(refused.statusCode, 400);
});

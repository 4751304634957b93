// SPDX-License-Identifier: Apache-2.0
// security.md S1 to S4 with two people, each in a real browser of their own: whoever began a flow
// must be the one who ends it. Refused means: nothing connected, an event in the audit log, and no
// request at the platform's token endpoint.
import assert from 'node:assert/strict';
import {after, afterEach, before, beforeEach, test} from 'node:test';
import {launch, Visitor} from './browser.mjs';
import {Servers} from './servers.mjs';

const password = 'a line through a ring';
let servers;
let browser;
let otherBrowser;
let mallory;
let victim;
let round = 0;
let tokenRequestsBefore;
let auditBefore;

before(async () => {
  servers = await Servers.start();
  [browser, otherBrowser] = await Promise.all([launch(), launch()]);
});

after(async () => {
  await browser?.close();
  await otherBrowser?.close();
  await servers?.stop();
});

beforeEach(async () => {
  round += 1;
  const people = ['mallory', 'victim'].map((name) => ({email: `${name}-${round}@example.com`, password}));
  people.forEach((one) => servers.addAdmin(one));
  mallory = await Visitor.come(browser, servers);
  victim = await Visitor.come(otherBrowser, servers);
  await mallory.signIn(people[0], '/integrations?view=browse');
  await victim.signIn(people[1], '/integrations?view=browse');
  tokenRequestsBefore = await servers.tokenRequests();
  auditBefore = new Set(servers.audit().split('\n'));
});

afterEach(async () => {
  await mallory.leave();
  await victim.leave();
});

const connectionsOf = (visitor) => visitor.page.evaluate(
    async () => (await (await fetch('/api/integrations/status')).json()).integrations);

/** Where Mallory's own flow has its consent page. */
async function consentOfMallory() {
  await mallory.leaveFor('Acme');
  return mallory.page.url();
}

async function assertRefused(event) {
  assert.equal(await servers.tokenRequests(), tokenRequestsBefore);
  const fresh = servers.audit().split('\n').filter((line) => !auditBefore.has(line));
  assert.ok(fresh.some((line) => event.test(line)), fresh.join('\n'));
  await victim.go('/integrations?view=browse');
  await mallory.go('/integrations?view=browse');
  assert.deepEqual(await connectionsOf(victim), []);
  assert.deepEqual(await connectionsOf(mallory), []);
}

test('a flow that its own user ends does reach the token endpoint', async () => {
  await mallory.leaveFor('Acme');
  await mallory.decide('Allow');
  await mallory.toast('Connected to Acme');
  assert.equal(await servers.tokenRequests(), tokenRequestsBefore + 1);
  assert.equal((await connectionsOf(mallory)).length, 1);
});

test('S1: a victim who consents in a flow of Mallory’s is not connected to Mallory', async () => {
  const consent = await consentOfMallory();
  await victim.page.goto(consent);
  await victim.decide('Allow');
  await victim.toast('Failed to connect: This link has expired or was already used. Start again.');
  await victim.picture('attack-s1');
  await assertRefused(/connect\.(browser|user)_mismatch/);
});

test('S1: nor is Mallory connected to the victim, by a callback that Mallory sends on', async () => {
  const consent = await consentOfMallory();
  assert.ok(consent);
  // Mallory stops before the callback and sends its address to the victim.
  let callback;
  await mallory.page.route(`${servers.sandbox}/**`, async (route) => {
    const response = await route.fetch({maxRedirects: 0});
    callback = response.headers().location;
    await route.fulfill({status: 200, body: 'kept'});
  });
  await mallory.page.getByRole('button', {name: 'Allow', exact: true}).click();
  await mallory.page.getByText('kept').waitFor();
  await victim.page.goto(callback);
  await victim.toast('Failed to connect: This link has expired or was already used. Start again.');
  await assertRefused(/connect\.(browser|user)_mismatch/);
});

test('S2: a link with a finish verifier connects nothing until the application finishes it', async () => {
  const {createHash, randomBytes} = await import('node:crypto');
  const verifier = randomBytes(32).toString('base64url');
  const codeChallenge = createHash('sha256').update(verifier).digest('base64url');
  const user = `application-user-${round}`;
  const session = await servers.api(user, 'POST', '/api/connect/sessions', {provider: 'acme', codeChallenge});
  assert.ok(session.status < 300, JSON.stringify(session.body));
  const stranger = await Visitor.come(otherBrowser, servers);
  await stranger.page.goto(session.body.url);
  await stranger.page.getByRole('button', {name: 'Continue to Acme'}).click();
  await stranger.page.waitForURL(`${servers.sandbox}/**`);
  await stranger.decide('Allow');
  await stranger.leave();
  const shown = await servers.connections(user);
  assert.ok(shown.every(({isConnected}) => !isConnected), JSON.stringify(shown));
  const wrong = randomBytes(32).toString('base64url');
  const finish = await servers.api(user, 'POST', `/api/connect/sessions/${session.body.id}/finish`, {codeVerifier: wrong});
  assert.equal(finish.status, 403);
  assert.ok((await servers.connections(user)).every(({isConnected}) => !isConnected));
});

test('S3: a link shows on our origin who asks, before anything else', async () => {
  const link = await servers.link(`application-user-${round}`);
  const stranger = await Visitor.come(otherBrowser, servers);
  await stranger.page.goto(link);
  assert.equal(new URL(stranger.page.url()).origin, servers.url);
  await stranger.page.getByText(`application-user-${round}`).waitFor();
  await stranger.page.getByRole('button', {name: 'Continue to Acme'}).waitFor();
  assert.deepEqual(await stranger.audit(), []);
  await stranger.leave();
  // Somebody who is signed in as another user cannot even begin.
  victim.expected = [403, 400, 409];
  await victim.page.goto(link);
  assert.equal(await victim.page.getByRole('button', {name: 'Continue to Acme'}).count(), 0);
  assert.equal(await servers.tokenRequests(), tokenRequestsBefore);
});

test('S4: an answer that comes to another integration’s address is refused', async () => {
  await mallory.leaveFor('Acme');
  let callback;
  await mallory.page.route(`${servers.sandbox}/**`, async (route) => {
    const response = await route.fetch({maxRedirects: 0});
    callback = response.headers().location;
    await route.fulfill({status: 200, body: 'kept'});
  });
  await mallory.page.getByRole('button', {name: 'Allow', exact: true}).click();
  await mallory.page.getByText('kept').waitFor();
  await mallory.page.goto(callback.replace('/callback/acme', '/callback/hubspot'));
  await mallory.page.getByText(/^Failed to connect: /).waitFor();
  await assertRefused(/connect\.integration_mismatch/);
});

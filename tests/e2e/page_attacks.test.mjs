// SPDX-License-Identifier: Apache-2.0
// security.md S1 to S4 with two people, each in a real browser of their own: whoever began a flow
// must be the one who ends it. Refused means: nothing connected, an event in the audit log, and no
// request at the platform's token endpoint.
import assert from 'node:assert/strict';
import {createHash, randomBytes} from 'node:crypto';
import {after, afterEach, before, beforeEach, test} from 'node:test';
import {launch, Visitor} from './browser.mjs';
import {browser, servers, setStage} from './stage.mjs';

const password = 'a line through a ring';
const usedUp = 'Failed to connect: This link has expired or was already used. Start again.';
let otherBrowser;
let mallory;
let victim;
let round = 0;
let user;
let tokenRequestsBefore;
let auditBefore;

setStage();
before(async () => { otherBrowser = await launch(); });
after(() => otherBrowser?.end());

beforeEach(async () => {
  round += 1;
  user = `application-user-${round}`;
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

/** Somebody in the victim's browser who is not signed in at Fairlead. */
async function asStranger(act) {
  const stranger = await Visitor.come(otherBrowser, servers);
  stranger.expected = [400, 403, 404, 409];
  await act(stranger);
  await stranger.leave();
}

/** Where Mallory's own flow has its consent page. */
async function consentOfMallory(name = 'Acme') {
  await mallory.leaveFor(name);
  return mallory.page.url();
}

/** The address of the callback of Mallory's own flow, which Mallory's browser does not go to. */
async function callbackOfMallory(name) {
  await consentOfMallory(name);
  let callback;
  await mallory.page.route(`${servers.sandbox}/**`, async (route) => {
    const response = await route.fetch({maxRedirects: 0});
    callback = response.headers().location;
    await route.fulfill({status: 200, body: 'kept'});
  });
  for (const box of await mallory.page.getByRole('checkbox').all()) await box.check();
  await mallory.page.getByRole('button', {name: 'Allow', exact: true}).click();
  await mallory.page.getByText('kept').waitFor();
  return callback;
}

async function tokenRequests() {
  return await servers.tokenRequests() - tokenRequestsBefore;
}

/** The audit log tells of it, and can be asked for it. */
function assertAudited(event) {
  const fresh = servers.audit().split('\n').filter((line) => !auditBefore.has(line));
  assert.ok(fresh.some((line) => line.includes(event)), `no ${event} in\n${fresh.join('\n')}`);
  assert.ok(servers.command('audit', 'list', '--type', event).includes(event));
}

/** Nobody got anything. */
async function assertRefused(event, asked = 0) {
  assert.equal(await tokenRequests(), asked, 'requests at the token endpoint');
  assertAudited(event);
  await victim.go('/integrations?view=browse');
  await mallory.go('/integrations?view=browse');
  assert.deepEqual(await connectionsOf(victim), []);
  assert.deepEqual(await connectionsOf(mallory), []);
  assert.deepEqual(await servers.connections(user), []);
}

test('a flow that its own user ends does reach the token endpoint', async () => {
  await mallory.leaveFor('Acme');
  await mallory.decide('Allow');
  await mallory.toast('Connected to Acme');
  assert.equal(await tokenRequests(), 1);
  assert.equal((await connectionsOf(mallory)).length, 1);
});

test('S1: a victim who consents in a flow of Mallory’s is not connected to Mallory', async () => {
  const consent = await consentOfMallory();
  await victim.page.goto(consent);
  await victim.decide('Allow');
  await victim.toast(usedUp);
  await victim.picture('attack-s1');
  await assertRefused('connect.browser_mismatch');
});

test('S1: nor is Mallory connected to the victim, by a callback that Mallory sends on', async () => {
  const callback = await callbackOfMallory('Acme');
  await victim.page.goto(callback);
  await victim.toast(usedUp);
  await assertRefused('connect.browser_mismatch');
});

test('S1: nor when the victim’s browser has Mallory’s cookie of the flow', async () => {
  const callback = await callbackOfMallory('Acme');
  const flows = (await mallory.context.cookies()).filter(({name}) => /flow/.test(name));
  assert.ok(flows.length > 0);
  await victim.context.addCookies(flows);
  await victim.page.goto(callback);
  await victim.toast(usedUp);
  await assertRefused('connect.user_mismatch');
});

/** A link whose flow the application must finish, and what it finishes it with. */
async function linkToFinish() {
  const verifier = randomBytes(32).toString('base64url');
  const codeChallenge = createHash('sha256').update(verifier).digest('base64url');
  const made = await servers.api(user, 'POST', '/api/connect/sessions', {provider: 'acme', codeChallenge});
  assert.ok(made.status < 300, JSON.stringify(made.body));
  return {...made.body, verifier};
}

const finish = ({id}, codeVerifier) =>
  servers.api(user, 'POST', `/api/connect/sessions/${id}/finish`, {codeVerifier});

test('S2: what a victim consents to by such a link is nobody’s until the application finishes it', async () => {
  const link = await linkToFinish();
  assert.equal((await finish(link, link.verifier)).status, 409);
  await asStranger(async (stranger) => {
    await stranger.page.goto(link.url);
    await stranger.page.getByRole('button', {name: 'Continue to Acme'}).click();
    await stranger.page.waitForURL(`${servers.sandbox}/**`);
    assert.equal(await tokenRequests(), 0);
    await stranger.decide('Allow');
  });
  // The code is redeemed, or it could not be withdrawn later; what it gave can be used by nobody.
  assert.equal(await tokenRequests(), 1);
  const read = await servers.api(user, 'GET', '/api/integrations/token/acme/sample-1');
  assert.equal(read.status, 404);
  assert.match(read.body.detail, /no such connection/);
  const wrong = await finish(link, randomBytes(32).toString('base64url'));
  assert.equal(wrong.status, 403, JSON.stringify(wrong.body));
  await assertRefused('connect.verifier_mismatch', 1);
});

test('S2: a victim who is signed in does not come as far as the platform', async () => {
  const link = await linkToFinish();
  victim.expected = [403];
  await victim.page.goto(link.url);
  assert.equal(await victim.page.getByRole('button', {name: 'Continue to Acme'}).count(), 0);
  assert.equal((await finish(link, link.verifier)).status, 409);
  await assertRefused('connect.user_mismatch');
});

test('S3: a link shows on our origin who asks, before anything else', async () => {
  const link = await servers.link(user);
  await asStranger(async (stranger) => {
    await stranger.page.goto(link);
    assert.equal(new URL(stranger.page.url()).origin, servers.url);
    await stranger.page.getByText(user).waitFor();
    await stranger.page.getByRole('button', {name: 'Continue to Acme'}).waitFor();
    assert.deepEqual(await stranger.audit(), []);
  });
  assert.equal(await tokenRequests(), 0);
});

test('S3: somebody who is signed in as another user cannot even begin', async () => {
  const link = await servers.link(user);
  victim.expected = [403];
  await victim.page.goto(link);
  await victim.page.getByText(/This link is for another user/).waitFor();
  assert.equal(await victim.page.getByRole('button', {name: 'Continue to Acme'}).count(), 0);
  await assertRefused('connect.user_mismatch');
});

test('S3: the page’s form cannot be sent for somebody who has not seen it', async () => {
  const link = await servers.link(user);
  // What the form of Mallory's browser holds is of no use in the victim's.
  const abroad = await Visitor.come(browser, servers);
  await abroad.page.goto(link);
  const csrf = await abroad.page.locator('input[name=csrf]').inputValue();
  await abroad.leave();
  await asStranger(async (stranger) => {
    await stranger.page.goto(link);
    await stranger.page.locator('input[name=csrf]').evaluate((input, value) => { input.value = value; }, csrf);
    await stranger.page.getByRole('button', {name: 'Continue to Acme'}).click();
    await stranger.page.getByText(/This form does not belong to this browser/).waitFor();
    assert.equal(new URL(stranger.page.url()).origin, servers.url);
  });
  await assertRefused('connect.browser_mismatch');
});

for (const [own, other] of [['Acme', 'hubspot'], ['HubSpot', 'acme']]) {
  test(`S4: an answer to ${own} that comes to the address of ${other} is refused`, async () => {
    const callback = await callbackOfMallory(own);
    const moved = callback.replace(/\/callback\/[a-z]+/, `/callback/${other}`);
    assert.notEqual(moved, callback);
    await mallory.page.goto(moved);
    await mallory.page.getByText(/^Failed to connect: /).waitFor();
    await assertRefused('connect.integration_mismatch');
  });
}

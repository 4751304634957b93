// SPDX-License-Identifier: Apache-2.0
// The connect page as its users meet it: a real Chromium, the real binary, the sandbox.
// Screenshots land in the build directory, to be looked at.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {afterEach, beforeEach, test} from 'node:test';
import {close, pictures} from './browser.mjs';
import {browser, servers, setStage} from './stage.mjs';

let context;
let page;
let complaints;

setStage();

beforeEach(async () => {
  context = await browser.newContext({ignoreHTTPSErrors: true});
  page = await context.newPage();
  complaints = [];
  page.on('console', (message) => {
    // The page a flow returns to belongs to the application; here nobody serves it.
    const isOfOurs = message.location().url.includes('/connect/');
    if (message.type() === 'error' && isOfOurs) complaints.push(message.text());
  });
});

afterEach(async () => {
  await close(context);
});

const continueButton = () => page.getByRole('button', {name: 'Continue to Acme'});

/** From the link to the platform's consent page. */
async function goToPlatform(user) {
  await page.goto(await servers.link(user));
  await continueButton().click();
  await page.waitForURL(`${servers.sandbox}/**`);
}

async function comeBack(button) {
  await page.getByRole('button', {name: button}).first().click();
  await page.waitForURL(`${servers.url}/connect/done**`);
  return new URL(page.url()).searchParams;
}

test('a user connects an account', async () => {
  await page.goto(await servers.link('user-1'));
  await assert.doesNotReject(page.getByRole('heading', {name: /Connect your Acme account/}).waitFor());
  await page.screenshot({path: join(pictures, 'connect-page.png')});
  await continueButton().click();
  await page.waitForURL(`${servers.sandbox}/**`);
  await page.screenshot({path: join(pictures, 'sandbox-consent.png')});
  const answer = await comeBack('Allow');
  assert.equal(answer.get('status'), 'success');
  assert.equal(answer.get('provider'), 'acme');
  const [connection, ...more] = await servers.connections('user-1');
  assert.deepEqual(more, []);
  assert.equal(connection.status, 'connected');
  assert.equal(connection.id, answer.get('account'));
  const token = await servers.api('user-1', 'GET',
                                  `/api/integrations/accounts/${connection.id}/token`);
  assert.equal(token.status, 200);
  await page.getByRole('heading', {name: 'Your account is connected'}).waitFor();
  assert.deepEqual(complaints, []);
});

test('a user says no at the platform', async () => {
  await goToPlatform('user-2');
  const answer = await comeBack('Deny');
  assert.equal(answer.get('status'), 'error');
  assert.equal(answer.get('error'), 'access_denied');
  await page.getByText('Connection cancelled. You can try again anytime.').waitFor();
  assert.deepEqual(await servers.connections('user-2'), []);
});

test('the flow cannot be finished in another browser', async () => {
  await goToPlatform('user-3');
  const consent = page.url();
  const stranger = await browser.newContext({ignoreHTTPSErrors: true});
  const theirPage = await stranger.newPage();
  await theirPage.goto(consent);
  await theirPage.getByRole('button', {name: 'Allow'}).first().click();
  await theirPage.waitForURL(`${servers.url}/**`);
  assert.equal(new URL(theirPage.url()).searchParams.get('error'), 'invalid_state');
  await stranger.close();
  assert.deepEqual(await servers.connections('user-3'), []);
});

test('a link works once, and says so afterwards', async () => {
  const link = await servers.link('user-4');
  await page.goto(link);
  await continueButton().click();
  await page.waitForURL(`${servers.sandbox}/**`);
  const again = await page.goto(link);
  assert.ok(again.status() >= 400);
  const words = await page.textContent('body');
  assert.match(words, /expired or was already used/);
  await page.screenshot({path: join(pictures, 'connect-link-used.png')});
});

test('a link that has expired says so, and sends nobody to the platform', async () => {
  const link = await servers.link('user-6');
  await page.goto(link);
  await page.getByText('This link is good for 10 minutes more').waitFor();
  servers.expireLinks();
  await continueButton().click();
  await page.getByText(/expired or was already used/).waitFor();
  assert.ok(page.url().startsWith(servers.url));
  assert.ok((await page.goto(link)).status() >= 400);
  assert.deepEqual(await servers.connections('user-6'), []);
});

test('the page is usable by keyboard, at 320 px, in the dark', async () => {
  await page.emulateMedia({colorScheme: 'dark'});
  await page.setViewportSize({width: 320, height: 640});
  await page.goto(await servers.link('user-5'));
  await page.keyboard.press('Tab');
  const focused = await page.evaluate(() => document.activeElement.textContent);
  assert.equal(focused, 'Continue to Acme');
  const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0);
  await page.screenshot({path: join(pictures, 'connect-page-320-dark.png')});
  await page.keyboard.press('Enter');
  await page.waitForURL(`${servers.sandbox}/**`);
  assert.deepEqual(complaints, []);
});

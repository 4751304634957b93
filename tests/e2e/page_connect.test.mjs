// SPDX-License-Identifier: Apache-2.0
// Connecting, and all that can go wrong on the way, on the Integrations page of the real binary.
import assert from 'node:assert/strict';
import {afterEach, beforeEach, test} from 'node:test';
import {Visitor} from './browser.mjs';
import {admin} from './servers.mjs';
import {browser, servers, setStage} from './stage.mjs';

let anna;

// Somebody who connects every platform there is, and all of these people at one address.
setStage({
  prepare: async () => ({FAIRLEAD_CONNECT_STARTS: '100', FAIRLEAD_LOGINS: '1000'}),
});

// Each test is somebody else: without connections, and without attempts that failed.
let people = 0;

beforeEach(async () => {
  const somebody = {...admin, email: `anna-${++people}@example.com`};
  servers.addAdmin(somebody);
  anna = await Visitor.come(browser, servers);
  await anna.signIn(somebody, '/integrations?view=browse');
});

afterEach(async () => {
  await servers.control('DELETE', '/control/faults');
  await anna.leave();
});

/** What the sandbox's consoles have to give, by the label of the field. */
const typed = {
  OpenAI: {'API key': 'sk-sample-first-key-that-opens-nothing-real'},
  Gemini: {'API key': 'AIzaSample-first-key-that-opens-nothing'},
  'OnlyFans (unofficial)': {
    'Gateway API key': 'ofapi_sample_first_key_that_opens_nothing_real',
    'Account ID': 'acct_sample01',
  },
};

async function fill(name, values = typed[name]) {
  for (const [label, value] of Object.entries(values))
    await anna.page.getByLabel(label, {exact: true}).fill(value);
  await anna.page.getByRole('button', {name: 'Connect', exact: true}).click();
}

const status = (name) => anna.card(name).locator('header').textContent();

async function connect(name = 'Acme', account) {
  if (name in typed) {
    await anna.card(name).getByRole('button', {name: `Add app ${name}`}).click();
    await fill(name);
  } else {
    await anna.leaveFor(name);
    await anna.decide('Allow', account);
  }
  await anna.toast(`Connected to ${name}`);
}

test('every platform of the sandbox can be connected', async () => {
  const offers = await anna.page.evaluate(async () => (await (await fetch('/api/integrations')).json()).items);
  const names = offers.filter(({state}) => state === 'available').map(({name}) => name);
  assert.ok(names.includes('Acme'));
  for (const name of names) {
    await anna.go('/integrations?view=browse');
    await connect(name);
    assert.match(await status(name), /Connected/);
    await anna.focusOn(name);
    assert.ok(await anna.card(name).getAttribute('data-highlighted'));
  }
  console.log(`# connected: ${names.join(', ')}`);

  // One whose access is withdrawn at the platform; then the picture for the README.
  const acme = (await servers.control('GET', '/control/families')).find(({client}) => client.includes('acme'));
  await servers.control('POST', `/control/families/${acme.id}/revoke`);
  anna.expected = [409];
  await anna.card('Acme').getByRole('button', {name: 'More for Acme'}).click();
  await anna.page.getByRole('menuitem', {name: 'Refresh access'}).click();
  await anna.card('Acme').getByRole('button', {name: 'Reconnect Acme'}).waitFor();
  await anna.go('/integrations');
  await anna.card('Acme').getByText('Needs you').waitFor();
  await anna.picture('integrations');
});

test('a key is typed in, tried, and kept out of sight', async () => {
  await anna.card('OpenAI').getByRole('button', {name: 'Add app OpenAI'}).click();
  const key = anna.page.getByLabel('API key', {exact: true});
  assert.equal(await key.getAttribute('type'), 'password');
  assert.match(await anna.page.getByRole('link', {name: /How to get this at OpenAI/}).getAttribute('href'), /^https:/);
  assert.deepEqual(await anna.audit(), []);

  // By keyboard alone, and wrong at first.
  anna.expected = [400, 502];
  await key.focus();
  await anna.page.keyboard.press('Enter');
  await anna.page.getByText('is needed').waitFor();
  await anna.page.keyboard.type('sk-that-nobody-has-made');
  await anna.page.keyboard.press('Enter');
  await anna.page.getByRole('alert').getByText('Unable to connect. Please check your credentials.').waitFor();
  await anna.page.getByText('OpenAI does not accept this').waitFor();
  await anna.page.waitForFunction((input) => document.activeElement === input, await key.elementHandle());
  await anna.picture('form-refused');

  await servers.fault('status=500@me');
  await key.fill('sk-sample-first-key-that-opens-nothing-real');
  await anna.page.keyboard.press('Enter');
  await anna.page.getByRole('alert').getByText(/OpenAI had a problem\./).waitFor();
  await anna.page.getByText("The platform's problem, not yours.").first().waitFor();

  await anna.page.getByLabel('API key', {exact: true}).focus();
  await anna.page.keyboard.press('Enter');
  await anna.toast('Connected to OpenAI');
  await anna.card('OpenAI').getByText(/^API key [0-9a-f]{6}$/).waitFor();
  assert.ok(await anna.card('OpenAI').getAttribute('data-highlighted'));
  assert.equal((await anna.page.content()).includes('opens-nothing-real'), false);

  // Another key for the same connection.
  await anna.card('OpenAI').getByRole('button', {name: 'More for OpenAI'}).click();
  await anna.page.getByRole('menuitem', {name: 'Reconnect'}).click();
  await anna.page.getByRole('dialog', {name: 'Reconnect OpenAI'}).waitFor();
  await fill('OpenAI', {'API key': 'sk-sample-second-key-that-opens-nothing-real'});
  await anna.toast('Connected to OpenAI');
  assert.equal(await anna.card('OpenAI').getByText(/2 accounts/).count(), 0);
});

test('where it is allowed somebody connects with an app of their own', async () => {
  await servers.control('PUT', '/control/clients/annas-app', {secret: 'annas-sample-secret'});
  const allow = async (checked) => {
    await anna.go('/admin/integrations');
    const box = anna.page.getByRole('checkbox', {name: 'Members may use their own app at Acme'});
    await box.click();
    await anna.toast(checked ? 'Members may use their own app at Acme' : 'New accounts of Acme are granted to your app alone');
    await anna.go('/integrations?view=browse');
  };
  const wizard = anna.page.getByRole('dialog', {name: 'Connect Acme'});
  await anna.card('Acme').getByRole('button', {name: 'Add app Acme'}).click();
  await wizard.getByRole('button', {name: 'Continue to Acme'}).waitFor();
  assert.equal(await wizard.getByText('Use your own app').count(), 0);
  await allow(true);
  await anna.card('Acme').getByRole('button', {name: 'Add app Acme'}).click();
  await wizard.getByText('Use your own app').click();
  assert.equal(
    await wizard.getByLabel('Redirect URI', {exact: true}).inputValue(),
    `${servers.url}/api/integrations/callback/acme`,
  );
  await wizard.getByLabel('Client id').fill('annas-app');
  await wizard.getByLabel('Client secret', {exact: true}).fill('annas-sample-secret');
  assert.deepEqual(await anna.audit(), []);
  await anna.picture('wizard-own-app');
  await wizard.getByRole('button', {name: 'Save your app'}).click();
  await anna.toast('Your app is saved');
  await wizard.getByText('You connect Acme with your own app.').waitFor();
  assert.equal(await wizard.getByLabel('Client secret', {exact: true}).inputValue(), '');
  await wizard.getByRole('button', {name: 'Continue to Acme'}).click();
  await anna.page.waitForURL(`${servers.sandbox}/**`);
  assert.equal(new URL(anna.page.url()).searchParams.get('client_id'), 'annas-app');
  await anna.decide('Allow');
  await anna.toast('Connected to Acme');
  const families = await servers.control('GET', '/control/families');
  assert.equal(families.at(-1).client, 'annas-app');

  // It has a place of its own, for each platform and for all of them.
  await anna.go('/settings');
  const mine = anna.page.getByRole('region', {name: 'Your own apps'});
  await mine.getByText('Client id annas-app').waitFor();
  assert.deepEqual(await anna.audit(), []);
  await anna.picture('settings-own-apps');
  await mine.getByRole('link', {name: 'Change your app for Acme'}).click();
  const place = anna.page.getByRole('region', {name: 'Use your own app'});
  await place.getByText('You connect Acme with your own app.').waitFor();
  assert.equal(await place.getByLabel('Client id').inputValue(), 'annas-app');
  await anna.picture('integration-own-app');

  // Not allowed any more it is taken back there: what is connected goes on.
  await allow(false);
  await anna.go('/settings');
  await mine.getByText(/Members may not bring apps for this platform any more/).waitFor();
  await mine.getByRole('button', {name: 'Remove your app for Acme'}).click();
  const sure = anna.page.getByRole('dialog', {name: 'Remove your app for Acme?'});
  await anna.focusOn('Cancel');
  await sure.getByRole('button', {name: 'Remove your app for Acme'}).click();
  await anna.toast('Your app is removed. What is connected with it goes on.');
  await mine.waitFor({state: 'detached'});
  await anna.go('/integrations');
  assert.match(await status('Acme'), /Connected/);
});

test('coming back leaves no trace in the address', async () => {
  await connect();
  assert.equal(new URL(anna.page.url()).search.includes('oauth'), false);
  await anna.page.reload();
  await anna.card('Acme').waitFor();
  assert.equal(await anna.page.getByText('Connected to Acme').count(), 0);
});

test('nor does what Instagram puts behind its redirect', async () => {
  const seen = [];
  anna.page.on('framenavigated', (frame) => seen.push(frame.url()));
  await connect('Instagram');
  assert.ok(seen.some((url) => url.startsWith(servers.url) && url.endsWith('#_')), seen.join('\n'));
  assert.equal(await anna.page.evaluate(() => window.location.hash), '');
  assert.ok(!anna.page.url().includes('#'), anna.page.url());
});

test('somebody who says no is told that they may try again', async () => {
  await anna.leaveFor('Acme');
  await anna.decide('Deny');
  await anna.toast('Failed to connect: Connection cancelled. You can try again anytime.');
  await anna.card('Acme').getByText('Nothing is wrong.').waitFor();
  await anna.card('Acme').getByRole('button', {name: 'Retry Acme'}).waitFor();
});

test('a wrong client secret is the operator’s problem', async () => {
  await servers.fault('invalid_client@exchange');
  await anna.leaveFor('Acme');
  await anna.decide('Allow');
  await anna.card('Acme').getByText('Something for the people who run Fairlead here.').waitFor();
});

test('a code that the platform refuses is said in the words of the specification', async () => {
  await servers.fault('invalid_grant@exchange');
  await anna.leaveFor('Acme');
  await anna.decide('Allow');
  await anna.toast('Failed to connect: Unable to connect. Please check your credentials.');
});

test('a platform that is down has the problem, not the user', async () => {
  await servers.fault('status=500@exchange*');
  await anna.leaveFor('Acme');
  await anna.decide('Allow');
  await anna.page.getByText(/Failed to connect: Acme had a problem\./).waitFor();
  await anna.card('Acme').getByText("The platform's problem, not yours.").waitFor();
});

test('who tries too often is told how long to wait, and the button waits with them', async () => {
  await servers.fault('rate_limited=240@exchange*');
  await anna.leaveFor('Acme');
  await anna.decide('Allow');
  await anna.toast('Failed to connect: Too many attempts. Please try again in 4 minutes.');
  const button = anna.card('Acme').getByRole('button', {name: /Wait until \d\d:\d\d/});
  await button.waitFor();
  assert.ok(await button.isDisabled());
});

test('a link that was used is refused, and the way on is offered', async () => {
  let callback;
  anna.page.on('request', (request) => {
    if (request.url().includes('/callback/')) callback = request.url();
  });
  await connect();
  await anna.page.goto(callback);
  await anna.toast('Failed to connect: This link has expired or was already used. Start again.');
  assert.match(servers.audit(), /invalid_state|state_/);
  await anna.card('Acme').getByRole('link', {name: 'Manage Acme'}).waitFor();
  await anna.go('/integrations?view=browse');
  assert.ok(await anna.card('HubSpot').getByRole('button', {name: 'Add app HubSpot'}).isEnabled());
});

test('two accounts live side by side, the worse one on the card', async () => {
  await connect('Acme', 0);
  await anna.card('Acme').getByRole('button', {name: 'More for Acme'}).click();
  await anna.page.getByRole('menuitem', {name: 'Add another account'}).click();
  await anna.page.getByRole('button', {name: 'Continue to Acme'}).click();
  await anna.page.waitForURL(`${servers.sandbox}/**`);
  await anna.decide('Allow', 1);
  await anna.toast('Connected to Acme');
  await anna.card('Acme').getByText(/2 accounts/).waitFor();
  await anna.card('Acme').getByRole('link', {name: 'Manage Acme'}).click();
  await anna.page.getByRole('heading', {name: 'Acme accounts'}).waitFor();
  assert.equal(await anna.page.getByRole('link', {name: /^Manage: /}).count(), 2);
});

test('a reconnect that brings another account changes nothing and asks', async () => {
  await connect('Acme', 0);
  const before = await servers.control('GET', '/control/families');
  await anna.card('Acme').getByRole('button', {name: 'More for Acme'}).click();
  await anna.page.getByRole('menuitem', {name: 'Reconnect'}).click();
  await anna.page.waitForURL(`${servers.sandbox}/**`);
  await anna.decide('Allow', 1);
  const dialog = anna.page.getByRole('dialog', {name: 'That is another account'});
  await dialog.waitFor();
  await anna.picture('other-account');
  await anna.focusOn('Cancel');
  assert.ok(before.length > 0);
  await dialog.getByRole('button', {name: 'Add it as another account'}).click();
  await anna.page.waitForURL(`${servers.sandbox}/**`);
  await anna.decide('Allow', 1);
  await anna.card('Acme').getByText(/2 accounts/).waitFor();
});

test('disconnecting names the account, begins on Cancel, and says what became of the grant', async () => {
  await connect();
  await anna.card('Acme').getByRole('button', {name: 'More for Acme'}).click();
  await anna.page.getByRole('menuitem', {name: 'Disconnect Acme'}).click();
  const dialog = anna.page.getByRole('dialog', {name: 'Disconnect Acme?'});
  await dialog.getByText('Fairlead also withdraws its access at Acme.').waitFor();
  await anna.focusOn('Cancel');
  await anna.page.keyboard.press('Enter');
  await dialog.waitFor({state: 'detached'});
  await anna.card('Acme').getByText('Connected').first().waitFor();

  await anna.card('Acme').getByRole('button', {name: 'More for Acme'}).click();
  await anna.page.getByRole('menuitem', {name: 'Disconnect Acme'}).click();
  await dialog.getByRole('button', {name: 'Disconnect Acme'}).click();
  await dialog.waitFor({state: 'detached'});
  await anna.page.getByText('Connect your first account').waitFor();
});

test('where another connection uses the same grant the dialog says that it stays', async () => {
  const bea = {...admin, email: `bea-${people}@example.com`};
  servers.addAdmin(bea);
  const other = await Visitor.come(browser, servers);
  await other.signIn(bea, '/integrations?view=browse');
  for (const one of [anna, other]) {
    await one.leaveFor('Google Calendar');
    await one.decide('Allow', 0);
    await one.toast('Connected to Google Calendar');
  }
  const revocations = async () => (await servers.control('GET', '/control/requests?limit=10000'))
      .filter(({what}) => what.includes('/revoke')).length;
  const before = await revocations();
  await anna.go('/integrations');
  await anna.card('Google Calendar').getByRole('button', {name: 'More for Google Calendar'}).click();
  await anna.page.getByRole('menuitem', {name: 'Disconnect Google Calendar'}).click();
  const dialog = anna.page.getByRole('dialog', {name: 'Disconnect Google Calendar?'});
  await dialog.getByText(/Another connection uses the same account at Google Calendar\./).waitFor();
  await anna.picture('disconnect-shared');
  await dialog.getByRole('button', {name: 'Disconnect Google Calendar'}).click();
  await dialog.waitFor({state: 'detached'});
  assert.equal(await revocations(), before);
  await other.go('/integrations');
  await other.card('Google Calendar').getByRole('button', {name: 'More for Google Calendar'}).click();
  await other.page.getByRole('menuitem', {name: 'Refresh access'}).click();
  await other.toast('Access refreshed');
  await other.leave();
});

test('a disconnect that fails keeps its dialog open and says why', async () => {
  await connect();
  anna.expected = [500];
  await anna.page.route('**/api/integrations/accounts/*', (route) =>
    route.request().method() === 'DELETE' ? route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({status: 500, code: 'internal', requestId: 'req-7'}),
    }) : route.continue());
  await anna.card('Acme').getByRole('button', {name: 'More for Acme'}).click();
  await anna.page.getByRole('menuitem', {name: 'Disconnect Acme'}).click();
  const dialog = anna.page.getByRole('dialog', {name: 'Disconnect Acme?'});
  await dialog.getByRole('button', {name: 'Disconnect Acme'}).click();
  await dialog.getByRole('alert').getByText(/Something went wrong on our side/).waitFor();
  await dialog.getByText('Details').click();
  await dialog.getByText('500 internal · request req-7').waitFor();
  await anna.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await dialog.getByRole('button', {name: 'Copy: Details'}).click();
  await dialog.getByText('Copied', {exact: true}).waitFor();
  assert.equal(await anna.page.evaluate(() => navigator.clipboard.readText()), '500 internal · request req-7');
  await anna.page.unroute('**/api/integrations/accounts/*');
});

test('an integration can be paused and resumed', async () => {
  await connect();
  await anna.go('/integrations/acme');
  const pause = anna.page.getByRole('checkbox', {name: /Pause this integration/});
  await pause.check();
  await anna.toast('Acme is paused');
  await anna.page.reload();
  await anna.page.getByText(/^Paused: nothing reads/).waitFor();
  await pause.uncheck();
  await anna.toast('Acme is in use again');
});

test('both views say what is paused, and the card resumes it', async () => {
  await connect();
  await anna.card('Acme').getByRole('button', {name: 'More for Acme'}).click();
  await anna.page.getByRole('menuitem', {name: 'Pause Acme'}).click();
  await anna.toast('Acme is paused');
  for (const view of ['connected', 'browse']) {
    await anna.go(`/integrations?view=${view}`);
    await anna.card('Acme').locator('header').getByText('Paused').waitFor();
  }
  await anna.picture('paused');
  await anna.card('Acme').getByRole('button', {name: 'Resume Acme'}).click();
  await anna.toast('Acme is in use again');
  await anna.card('Acme').locator('header').getByText('Connected').waitFor();
});

test('the account page tells status, permissions, times and what happened', async () => {
  await connect();
  await anna.card('Acme').getByRole('link', {name: 'Manage Acme'}).click();
  for (const name of ['Status', 'What it may do', 'About the account', 'Activity']) {
    await anna.page.getByRole('heading', {name}).waitFor();
  }
  await anna.page.getByRole('button', {name: 'Refresh access now'}).click();
  await anna.toast('Access refreshed');
  await anna.page.getByRole('list').getByText('Access refreshed').waitFor();
});

test('the order of the cards stands in the address, and "back" goes back', async () => {
  await connect('Reddit');
  await anna.go('/integrations?view=browse');
  await connect('Acme');
  await anna.go('/integrations?view=connected&sort=recent');
  const names = () => anna.page.locator('main h2').allTextContents();
  await anna.card('Acme').waitFor();
  assert.deepEqual(await names(), ['Acme', 'Reddit']);
  const order = anna.page.getByLabel('Order');
  assert.equal(await order.inputValue(), 'recent');
  await order.selectOption('By name');
  await anna.page.waitForURL(/sort=name/);
  assert.deepEqual(await names(), ['Acme', 'Reddit']);
  await anna.page.goBack();
  await anna.page.waitForURL(/sort=recent/);
  await anna.page.waitForFunction((it) => it.value === 'recent', await order.elementHandle());
});

test('asked whether it works, the platform says so, and what is over is marked', async () => {
  await connect();
  await anna.card('Acme').getByRole('link', {name: 'Manage Acme'}).click();
  const check = anna.page.getByRole('button', {name: 'Check connection'});
  await check.click();
  await anna.page.locator('main').getByText(/^It works: Acme answered in \d+ ms\./).waitFor();
  await servers.fault('status=503@me');
  await check.click();
  await anna.page.locator('main').getByText(/^Acme has a problem or cannot be reached\. Nothing was changed/).waitFor();
  await anna.picture('check');
  for (const {id, client} of await servers.control('GET', '/control/families'))
    if (client.includes('acme')) await servers.control('POST', `/control/families/${id}/revoke`);
  await check.click();
  await anna.page.locator('main').getByText(/^Acme does not take this account's access any more\./).waitFor();
  await anna.page.getByText('Needs you', {exact: true}).waitFor();
});

// Last: a sandbox that starts again signs with other keys, which the server looks for once a minute.
test('a platform that cannot be reached is the network’s', async () => {
  await anna.leaveFor('Acme');
  // The platform goes away when it has just sent the browser back.
  await anna.page.route(`${servers.sandbox}/**`, async (route) => {
    const response = await route.fetch({maxRedirects: 0});
    await servers.stopSandbox();
    await route.fulfill({response});
  });
  try {
    await anna.decide('Allow');
    await anna.toast('Failed to connect: Connection failed. Please check your internet.');
    await anna.card('Acme').getByText('The network between you and us.').waitFor();
    await anna.card('Acme').getByRole('button', {name: 'Retry Acme'}).waitFor();
  } finally {
    await servers.startSandbox();
  }
});

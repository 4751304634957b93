// SPDX-License-Identifier: Apache-2.0
// Two windows agree at once, and neither asks by the clock.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {Visitor} from './browser.mjs';
import {admin} from './servers.mjs';
import {browser, servers, setStage} from './stage.mjs';

const soon = 2000;
const quiet = 12_000;

setStage({admins: [admin]});

/** Milliseconds until `happens` is shown, from when `act` was done. */
async function delay(act, happens) {
  await act();
  const begun = Date.now();
  await happens();
  return Date.now() - begun;
}

test('another window and another browser see each change within two seconds', async () => {
  const anna = await Visitor.come(browser, servers);
  await anna.signIn(admin, '/integrations?view=browse');
  const elsewhere = await Visitor.come(browser, servers);
  await elsewhere.signIn(admin, '/integrations?view=browse');
  const second = await anna.tab();
  await second.goto(`${servers.url}/integrations?view=browse`);
  const acmeOf = (page) => page.locator('[data-integration=acme]');
  const pages = [second, elsewhere.page];
  for (const page of pages) await acmeOf(page).getByText('Not connected').waitFor();

  await anna.leaveFor('Acme');
  const connected = await delay(
      () => anna.decide('Allow'),
      () => Promise.all(pages.map((page) => acmeOf(page).getByText('Connected', {exact: true}).waitFor())));

  const [family] = await servers.control('GET', '/control/families');
  await servers.control('POST', `/control/families/${family.id}/revoke`);
  anna.expected = [409];
  await anna.card('Acme').getByRole('button', {name: 'More for Acme'}).click();
  await anna.page.getByRole('menuitem', {name: 'Refresh access'}).click();
  const expired = await delay(
      () => acmeOf(anna.page).getByRole('button', {name: 'Reconnect Acme'}).waitFor(),
      () => Promise.all(pages.map((page) => acmeOf(page).getByRole('button', {name: 'Reconnect Acme'}).waitFor())));
  await anna.page.getByText('1 needs you').first().waitFor();
  await anna.picture('needs-you');

  await acmeOf(anna.page).getByRole('button', {name: 'Reconnect Acme'}).click();
  await anna.page.waitForURL(`${servers.sandbox}/**`);
  const mended = await delay(
      () => anna.decide('Allow'),
      () => Promise.all(pages.map((page) => acmeOf(page).getByText('Connected', {exact: true}).waitFor())));

  await acmeOf(anna.page).getByRole('button', {name: 'More for Acme'}).click();
  const paused = await delay(
      () => anna.page.getByRole('menuitem', {name: 'Pause Acme'}).click(),
      () => Promise.all(pages.map((page) => acmeOf(page).getByText('Paused', {exact: true}).waitFor())));
  console.log(`# seen elsewhere after: connected ${connected} ms, expired ${expired} ms, mended ${mended} ms, ` +
              `paused ${paused} ms`);
  for (const time of [connected, expired, mended, paused]) assert.ok(time < soon, `${time} ms`);
  await anna.leave();
  await elsewhere.leave();
});

test('a window that takes the stream over misses nothing, however long that takes', async () => {
  const anna = await Visitor.come(browser, servers);
  await anna.signIn(admin, '/integrations?view=browse');
  await anna.card('Instagram').waitFor();
  const second = await anna.tab();
  await second.goto(`${servers.url}/integrations?view=browse`);
  const instagram = second.locator('[data-integration=instagram]');
  await instagram.getByText('Not connected').waitFor();
  await sleep(2000);
  await second.route('**/api/integrations/events*', async (route) => {
    await sleep(5000);
    await route.continue();
  });
  await anna.leaveFor('Instagram');
  await anna.decide('Allow');
  await instagram.getByText('Connected', {exact: true}).waitFor();
  await anna.leave();
});

test('what happens between the first look of a page and its stream is seen', async () => {
  const anna = await Visitor.come(browser, servers);
  await anna.signIn(admin, '/integrations?view=browse');
  const elsewhere = await Visitor.come(browser, servers);
  await elsewhere.signIn(admin, '/integrations?view=connected');
  let letOpen;
  const opens = new Promise((resolve) => { letOpen = resolve; });
  await elsewhere.page.route('**/api/integrations/events*', async (route) => {
    await opens;
    await route.continue();
  });
  await elsewhere.page.goto(`${servers.url}/integrations?view=browse`);
  const hubspot = elsewhere.page.locator('[data-integration=hubspot]');
  await hubspot.getByText('Not connected').waitFor();
  await anna.leaveFor('HubSpot');
  await anna.decide('Allow');
  await anna.page.locator('[data-integration=hubspot]').getByText('Connected', {exact: true}).waitFor();
  letOpen();
  await hubspot.getByText('Connected', {exact: true}).waitFor();
  await anna.leave();
  await elsewhere.leave();
});

test('a page that nothing happens to asks for nothing', async () => {
  const anna = await Visitor.come(browser, servers);
  await anna.signIn(admin, '/integrations?view=browse');
  await anna.card('Acme').waitFor();
  await sleep(1000);
  anna.requests.length = 0;
  await sleep(quiet);
  assert.deepEqual(anna.requests.map(({url}) => url), []);
  await anna.leave();
});

// SPDX-License-Identifier: Apache-2.0
// The first minutes: the link that the server prints, the first administrator, signing in and out.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Visitor} from './browser.mjs';
import {admin} from './servers.mjs';
import {browser, servers, setStage} from './stage.mjs';

let link;

setStage({}, async () => { link = await servers.setupLink(); });

async function fill(page, {email, password}) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', {exact: true}).fill(password);
  await page.getByRole('button', {name: 'Create administrator and sign in'}).click();
}

test('the server prints where to begin, and its page leads there', async () => {
  assert.ok(link.startsWith(`${servers.url}/setup#code=`), link);
  const anna = await Visitor.come(browser, servers);
  await anna.go('/');
  await anna.page.getByRole('heading', {name: 'Set up Fairlead'}).waitFor();
  await anna.page.getByLabel('Set-up code').waitFor();
  await anna.leave();
});

test('who has not the code does not become administrator', async () => {
  const mallory = await Visitor.come(browser, servers);
  mallory.expected = [403];
  await mallory.go('/setup#code=guessed');
  await fill(mallory.page, admin);
  await mallory.page.getByRole('alert').getByText(/^That is not the set-up code\./).waitFor();
  await mallory.picture('setup-wrong-code');
  await mallory.leave();
});

test('the first administrator makes an account and is in; the link is used up', async () => {
  const anna = await Visitor.come(browser, servers);
  anna.expected = [400];
  await anna.page.goto(link);
  await anna.page.getByRole('heading', {name: 'Set up Fairlead'}).waitFor();
  assert.equal(new URL(anna.page.url()).hash, '');
  await anna.picture('setup');
  await fill(anna.page, {...admin, password: 'password1'});
  await anna.page.getByRole('alert').first().waitFor();
  await fill(anna.page, admin);
  await anna.page.getByRole('heading', {name: 'Integrations', level: 1}).waitFor();
  await anna.page.getByRole('link', {name: 'Providers'}).waitFor();
  await anna.page.goto(link);
  await anna.page.getByText('Fairlead is set up already.').waitFor();
  await anna.leave();
});

test('a link to a page survives signing in, and a wrong password is said', async () => {
  const anna = await Visitor.come(browser, servers);
  anna.expected = [401];
  await anna.go('/settings');
  await anna.page.getByLabel('E-mail').fill(admin.email);
  await anna.page.getByLabel('Password', {exact: true}).fill('not the password');
  await anna.page.getByRole('button', {name: 'Sign in'}).click();
  await anna.page.getByRole('alert').getByText(/check your e-mail and password/).waitFor();
  await anna.picture('login-refused');
  await anna.page.getByLabel('Password', {exact: true}).fill(admin.password);
  await anna.page.getByRole('button', {name: 'Sign in'}).click();
  await anna.page.getByRole('heading', {name: 'Settings'}).waitFor();
  await anna.leave();
});

test('the theme is kept over reloads and signing out, and never flashes', async () => {
  const anna = await Visitor.come(browser, servers, {colorScheme: 'light'});
  await anna.signIn(admin, '/settings');
  const scheme = () => anna.page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
  assert.equal(await scheme(), 'light');
  await anna.page.getByRole('radio', {name: 'Dark'}).check();
  assert.equal(await scheme(), 'dark');
  // At the first paint, before any module has run.
  await anna.page.route('**/assets/index-*.js', (route) => route.abort());
  anna.expected = [];
  await anna.page.reload({waitUntil: 'commit'});
  await anna.page.waitForFunction(() => document.documentElement.dataset.mantineColorScheme === 'dark');
  await anna.page.unroute('**/assets/index-*.js');
  anna.complaints.length = 0; // the aborted script
  await anna.go('/settings');
  await anna.page.getByRole('button', {name: 'Sign out', exact: true}).click();
  await anna.page.getByText('You are signed out.').waitFor();
  assert.equal(await scheme(), 'dark');
  await anna.page.reload();
  await anna.page.getByRole('heading', {name: 'Sign in'}).waitFor();
  assert.equal(await scheme(), 'dark');
  await anna.leave();
});

test('signing out in one window ends the other', async () => {
  const anna = await Visitor.come(browser, servers);
  await anna.signIn(admin, '/settings');
  const second = await anna.tab();
  await second.goto(`${servers.url}/integrations`);
  await second.getByRole('heading', {name: 'Integrations', level: 1}).waitFor();
  anna.expected = [401];
  await anna.page.getByRole('button', {name: 'Sign out', exact: true}).click();
  await second.getByText('You were signed out. Sign in again to go on.').waitFor();
  await anna.leave();
});

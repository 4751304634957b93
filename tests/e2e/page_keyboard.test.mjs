// SPDX-License-Identifier: Apache-2.0
// The main job without a mouse: at each step something has the focus, and it can be seen.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Visitor} from './browser.mjs';
import {admin} from './servers.mjs';
import {browser, servers, setStage} from './stage.mjs';

setStage({admins: [admin]});

/** What has the focus: its name, whether an outline shows it, whether it is in sight. */
function focused() {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const hasOutline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  const wrapper = element.closest('.mantine-Input-input, .mantine-PasswordInput-input');
  const around = wrapper && wrapper !== element ? getComputedStyle(wrapper) : null;
  const x = box.left + box.width / 2;
  const y = box.top + box.height / 2;
  const on = document.elementFromPoint(x, y);
  return {
    name: element.getAttribute('aria-label') || element.labels?.[0]?.textContent || element.textContent,
    isBody: element === document.body,
    isVisible: hasOutline || (around !== null && around.outlineStyle !== 'none'),
    isCovered: on !== null && !element.contains(on) && !on.contains(element) && !element.labels?.[0]?.contains(on),
  };
}

test('search, connect, disconnect and reconnect by keyboard alone', async () => {
  const anna = await Visitor.come(browser, servers);
  const {page} = anna;
  const faults = [];
  let steps = 0;
  const look = async (what) => {
    steps += 1;
    const now = await page.evaluate(focused);
    if (now.isBody) faults.push(`${what}: the focus is lost`);
    else if (!now.isVisible) faults.push(`${what}: no visible focus on "${now.name}"`);
    else if (now.isCovered) faults.push(`${what}: "${now.name}" is covered`);
    return now.name.trim();
  };
  /** Dialogs and menus move the focus a moment after they are drawn or gone: waits until it is there. */
  const expectFocus = async (what, name) => {
    const isThere = async () => (await page.evaluate(focused)).name.trim() === name;
    for (let i = 0; i < 50 && !await isThere(); i += 1) await page.waitForTimeout(100);
    assert.equal(await look(what), name);
  };
  const press = async (key) => {
    await page.keyboard.press(key);
    return await look(key);
  };
  /** Opens the menu whose button has the focus; a key pressed before its first item has the focus is lost. */
  const openMenu = async () => {
    await page.keyboard.press('Enter');
    await page.locator('[role=menuitem]:focus').waitFor();
  };
  /** Tabs on until that is reached. */
  const tabTo = async (name) => {
    for (let i = 0; i < 60; i += 1) {
      if (await press('Tab') === name) return;
    }
    assert.fail(`${name} cannot be reached with Tab`);
  };

  await page.goto(servers.url);
  await page.getByRole('heading', {name: 'Sign in'}).waitFor();
  await look('the page came up');
  await page.keyboard.type(admin.email);
  await tabTo('Password');
  await page.keyboard.type(admin.password);
  await page.keyboard.press('Enter');
  await page.getByText('Connect your first account').waitFor();

  await tabTo('See all integrations');
  await page.keyboard.press('Enter');
  await anna.card('Acme').waitFor();
  await press('/');
  await page.keyboard.type('acme');
  await page.getByText('1 integration', {exact: true}).waitFor({state: 'attached'});
  assert.equal(await page.getByRole('article').count(), 1);
  await press('Escape');
  assert.equal(await page.getByRole('searchbox').inputValue(), '');
  await page.keyboard.type('acme');

  await tabTo('Add app Acme');
  await page.keyboard.press('Enter');
  const wizard = page.getByRole('dialog', {name: 'Connect Acme'});
  await wizard.waitFor();
  await expectFocus('the wizard opened', 'Connect Acme');
  await page.keyboard.press('Escape');
  await wizard.waitFor({state: 'detached'});
  await expectFocus('the wizard closed', 'Add app Acme');
  await page.keyboard.press('Enter');
  await wizard.waitFor();
  await tabTo('Continue to Acme');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${servers.sandbox}/**`);
  await page.getByRole('button', {name: 'Allow'}).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`${servers.url}/**`);
  await anna.toast('Connected to Acme');
  await expectFocus('back again', 'Acme');

  await tabTo('Manage Acme');
  await tabTo('More for Acme');
  await openMenu();
  await press('End');
  await expectFocus('the end of the menu', 'Disconnect Acme');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', {name: 'Disconnect Acme?'});
  await dialog.waitFor();
  await expectFocus('the dialog opened', 'Cancel');
  await page.keyboard.press('Enter');
  await dialog.waitFor({state: 'detached'});
  await expectFocus('the dialog closed', 'More for Acme');

  await openMenu();
  await page.getByRole('menuitem', {name: 'Reconnect'}).focus();
  await look('reconnect');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${servers.sandbox}/**`);
  await page.getByRole('button', {name: 'Allow'}).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`${servers.url}/**`);
  await anna.toast('Connected to Acme');

  // Forwards to the end of the page: everything that can be reached shows it.
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement === document.body)) break;
    await look('Tab');
  }
  console.log(`# ${steps} steps, ${faults.length} without visible focus`);
  assert.deepEqual(faults, []);
  await anna.leave();
});

/** Each timer of the page rings late, as on a computer that has much else to do. */
function slow() {
  const later = window.setTimeout.bind(window);
  window.setTimeout = (then, ms = 0, ...rest) => later(then, ms + 250, ...rest);
}

test('a dialog that a menu opened gives the focus back on a slow computer too', async () => {
  const anna = await Visitor.come(browser, servers);
  const {page} = anna;
  await page.addInitScript(slow);
  await anna.signIn(admin);
  const more = page.getByRole('button', {name: 'More for Acme'});
  await more.focus();
  await page.keyboard.press('Enter');
  await page.locator('[role=menuitem]:focus').waitFor();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', {name: 'Disconnect Acme?'});
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({state: 'detached'});
  await page.waitForTimeout(600);
  assert.equal(await more.evaluate((button) => button === document.activeElement), true);
  await anna.leave();
});

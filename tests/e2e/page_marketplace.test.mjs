// SPDX-License-Identifier: Apache-2.0
// All platforms of the catalogue on one page: found, filtered, and quick enough not to be noticed.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, test} from 'node:test';
import {Visitor} from './browser.mjs';
import {admin} from './servers.mjs';
import {browser, setStage, servers} from './stage.mjs';

const binary = join(process.env.FAIRLEAD_BUILD, 'bin', 'fairlead');
let anna;

setStage({admins: [admin]});

beforeEach(async () => {
  anna = await Visitor.come(browser, servers);
});

afterEach(async () => {
  await anna.leave();
});

const count = () => anna.page.locator('#main').getByText(/^(\d+ of )?1\d\d\d platforms$/);
const everything = () => anna.page.locator('#main').getByText(/^1\d\d\d platforms$/);
const lines = () => anna.page.locator('[data-catalogue]');

const ids = () => lines().evaluateAll((all) => all.map((one) => one.dataset.catalogue));

async function open(search = '') {
  await anna.signIn(admin, `/admin/marketplace${search}`);
  await count().waitFor();
}

test('all are there, and the address says what is looked for', async () => {
  await open();
  // Drawn while nobody waits, so that the browser's own search finds each.
  await anna.page.waitForFunction(() => document.querySelectorAll('[data-catalogue]').length > 1100);
  await anna.page.getByLabel('Connected by').selectOption('API key');
  await anna.page.getByRole('combobox', {name: /^Category/}).selectOption('CRM');
  await anna.page.getByRole('searchbox').fill('lead');
  await anna.page.waitForURL(/q=lead/);
  const address = new URL(anna.page.url());
  assert.equal(address.searchParams.get('how'), 'key');
  assert.equal(address.searchParams.get('q'), 'lead');
  // What is typed stands in the address at once; the list follows when it is drawn.
  await anna.page.waitForFunction(() => document.querySelectorAll('[data-catalogue]').length < 20);
  const shown = await ids();
  assert.ok(shown.includes('leadfeeder'), shown.join());
  await anna.page.reload();
  await count().waitFor();
  assert.deepEqual(await ids(), shown);
});

test('what is not there can be written', async () => {
  await open('?q=' + encodeURIComponent('Our "own" Tïll'));
  const file = await anna.page.locator('pre').textContent();
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-provider-'));
  try {
    const path = join(folder, 'our-own-till.yaml');
    writeFileSync(path, file);
    assert.match(execFileSync(binary, ['providers', 'check', path], {encoding: 'utf8', env: {}}), /: good/);
  } finally {
    rmSync(folder, {recursive: true});
  }
  await anna.page.getByRole('button', {name: 'Clear search and filters'}).click();
  await everything().waitFor();
});

test('what would connect nobody says why, and cannot be set up', async () => {
  await open('?q=sap-successfactors');
  await anna.page.getByRole('button', {name: 'Set up SAP SuccessFactors', exact: true}).click();
  const dialog = anna.page.getByRole('dialog', {name: 'SAP SuccessFactors'});
  await dialog.getByText(/its assertion is in SAML/).waitFor();
  assert.ok(await dialog.getByRole('button', {name: 'Save provider'}).isDisabled());
  await anna.picture('admin-provider-refused');
});

test('where the catalogue knows no call that proves a key, whoever sets it up names one', async () => {
  await open('?q=a-leads');
  await anna.page.getByRole('button', {name: 'Set up A-Leads', exact: true}).click();
  const dialog = anna.page.getByRole('dialog', {name: 'A-Leads'});
  await dialog.getByText(/refused without a valid credential/).waitFor();
  const path = dialog.getByLabel('Check path');
  anna.expected = [400];
  await path.fill('https://elsewhere.example/me');
  await dialog.getByRole('button', {name: 'Save provider'}).click();
  await dialog.getByText(/expected a path below the API's address/).first().waitFor();
  await anna.picture('admin-provider-check');
  await path.fill('/v1/me?limit=1');
  await dialog.getByRole('button', {name: 'Save provider'}).click();
  // What its platform says to a key that nobody has is told with it, where it can be found out.
  await anna.page.locator('[data-kind]').getByText(/^A-Leads is saved/).waitFor();
  await anna.page.locator('[data-catalogue="a-leads"]').getByText('Already set up').waitFor();
});

test('what is secret of the operator is kept, and shown to nobody', async () => {
  await open('?q=' + encodeURIComponent('Google Ads'));
  await anna.page.getByRole('button', {name: 'Set up Google Ads', exact: true}).click();
  const dialog = anna.page.getByRole('dialog', {name: 'Google Ads'});
  await dialog.getByLabel('Client id', {exact: true}).fill('ads-client');
  await dialog.getByLabel('Client secret', {exact: true}).fill('ads-secret');
  await dialog.getByLabel('Developer token', {exact: true}).fill('canary-developer-token');
  await anna.picture('admin-provider-secret');
  await dialog.getByRole('button', {name: 'Save provider'}).click();
  await anna.toast('Google Ads is saved');
  await anna.page.goto(`${servers.url}/admin/integrations`);
  await anna.page.getByText('Google Ads').first().waitFor();
  assert.equal((await anna.page.content()).includes('canary-developer-token'), false);
});

test('what it will ask for is told where it is set up', async () => {
  await open('?q=8x8');
  await anna.page.getByRole('button', {name: 'Set up 8x8', exact: true}).click();
  const dialog = anna.page.getByRole('dialog', {name: '8x8'});
  await dialog.getByText('Whoever connects it is asked for: Client ID, Client secret.').waitFor();
  await anna.picture('admin-provider-asks');
  await dialog.getByRole('button', {name: 'Save provider'}).click();
  await anna.toast('8x8 is saved');
  await anna.page.locator('[data-catalogue="8x8"]').getByText('Already set up').waitFor();
});

/** Milliseconds from each key press that changes the list until it is drawn. */
async function answerTimes(word) {
  await anna.page.evaluate(() => {
    window.times = [];
    let pressed = 0;
    document.addEventListener('keydown', () => {
      pressed = performance.now();
    }, true);
    const drawn = new MessageChannel();
    drawn.port1.onmessage = ({data}) => window.times.push(performance.now() - data);
    new MutationObserver(() => {
      const since = pressed;
      pressed = 0;
      if (since > 0) requestAnimationFrame(() => drawn.port2.postMessage(since));
    }).observe(document.querySelector('main [role=list]'), {childList: true, subtree: true});
  });
  await anna.page.getByRole('searchbox').focus();
  for (const letter of word) {
    await anna.page.keyboard.press(letter);
    await anna.page.waitForTimeout(300);
    }
  return anna.page.evaluate(() => window.times);
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

test('the search answers at once, and scrolling does not stutter', async () => {
  await open();
  const times = await answerTimes('salesforce');
  assert.ok(times.length > 0);
  console.log(`# key press to the drawn list: median ${median(times).toFixed(0)} ms, ` +
              `most ${Math.max(...times).toFixed(0)} ms of ${times.length}`);
  await anna.page.getByRole('searchbox').fill('');
  await everything().waitFor();
  await anna.page.waitForFunction(() => document.querySelectorAll('[data-catalogue]').length > 1100);
  const long = await anna.page.evaluate(async () => {
    const tasks = [];
    const watch = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({duration}) => duration)));
    watch.observe({entryTypes: ['longtask']});
    const all = [...document.querySelectorAll('[data-catalogue]')];
    for (let n = 0; n < 60; n += 1) {
      all[n].scrollIntoView({block: 'start'});
      await new Promise((drawn) => requestAnimationFrame(drawn));
    }
    watch.disconnect();
    return tasks;
  });
  console.log(`# 60 platforms scrolled: ${long.length} long tasks ${long.map((ms) => `${ms} ms`).join(', ')}`);
  // Those that are out of sight are found by the browser, and not drawn.
  const isDrawn = (line) => line.evaluate((it) => it.checkVisibility({contentVisibilityAuto: true}));
  assert.equal(await isDrawn(lines().nth(59)), true);
  assert.equal(await isDrawn(lines().last()), false);
});

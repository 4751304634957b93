// SPDX-License-Identifier: Apache-2.0
// A platform that does not come with Fairlead: added on the page, tested, connected, exported, deleted.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, test} from 'node:test';
import {Visitor} from './browser.mjs';
import {admin} from './servers.mjs';
import {browser, servers, setStage} from './stage.mjs';

const binary = join(process.env.FAIRLEAD_BUILD, 'bin', 'fairlead');
const client = {id: 'acme-client', secret: 'acme-sample-secret'};
let anna;
let files;

setStage({
  admins: [admin],
  prepare: async ({data}) => {
    files = join(data, 'providers');
    mkdirSync(files);
    return {FAIRLEAD_PROVIDERS_DIR: files};
  },
});

beforeEach(async () => {
  anna = await Visitor.come(browser, servers);
});

afterEach(async () => {
  await anna.leave();
});

const item = (id) => anna.page.locator(`[data-custom=${id}]`);
const dialog = () => anna.page.getByRole('dialog');

async function clean() {
  assert.deepEqual(await anna.audit(), []);
  assert.equal(await anna.overflow(), 0);
}

async function fillForm(values) {
  for (const [label, value] of Object.entries(values)) await dialog().getByLabel(label).fill(value);
}

test('what the marketplace has not is added, tested, connected and deleted', async () => {
  await anna.signIn(admin, '/admin/marketplace?q=Our+own+acme');
  await anna.page.getByRole('link', {name: 'Add your own'}).click();
  const name = dialog().getByLabel('Name', {exact: true});
  assert.equal(await name.inputValue(), 'Our own acme');
  await fillForm({
    'Authorize URL': `${servers.sandbox}/acme/authorize`,
    'Token URL': 'http://localhost/token',
    'Scopes (optional)': 'profile\nrecords.read',
    'Call that tells whose account it is (optional)': `${servers.sandbox}/acme/me`,
  });
  await dialog().getByLabel('How the client id and secret are sent').selectOption('As HTTP Basic');
  await dialog().getByLabel('Where in its answer the account’s id is').fill('/id');
  await dialog().getByLabel('And where its name is (optional)').fill('/display_name');
  anna.expected = [400];
  await dialog().getByRole('button', {name: 'Save', exact: true}).click();
  await dialog().getByText(/^expected an https URL/).waitFor();
  assert.equal(await dialog().getByLabel('Token URL').getAttribute('aria-invalid'), 'true');
  await clean();
  await anna.picture('custom-faults');
  await fillForm({'Token URL': `${servers.sandbox}/acme/token`});
  await anna.page.keyboard.press('Enter');
  await anna.toast('Our own acme is saved');
  const mine = item('custom-our-own-acme');
  await mine.getByText(/Added here · In force/).waitFor();

  await mine.getByRole('button', {name: 'Test connection to Our own acme'}).click();
  await mine.getByText(/to a client that it does not know/).waitFor();
  await clean();
  await anna.picture('custom-trial');

  await mine.getByRole('button', {name: 'Set up Our own acme'}).click();
  await dialog().getByLabel('Client id', {exact: true}).fill(client.id);
  await dialog().getByLabel('Client secret', {exact: true}).fill(client.secret);
  await dialog().getByRole('button', {name: 'Save provider'}).click();
  await dialog().waitFor({state: 'detached'});
  await mine.getByRole('button', {name: 'Test connection to Our own acme'}).click();
  await mine.getByText(/The platform knows the client/).waitFor();

  await anna.go('/integrations?view=browse');
  await anna.page.locator('[data-integration=custom-our-own-acme]').waitFor();
  await anna.leaveFor('Our own acme');
  await anna.decide('Allow');
  await anna.toast('Connected to Our own acme');

  await anna.go('/admin/custom');
  await mine.getByText(/1 account connected/).waitFor();
  await mine.getByRole('button', {name: 'Delete Our own acme'}).click();
  await dialog().getByText(/^1 account is connected through it/).waitFor();
  await dialog().getByRole('button', {name: 'Delete Our own acme all the same'}).click();
  await mine.getByText(/Taken away/).waitFor();
  await clean();
});

test('a file is written, exported, and read by another server', async () => {
  await anna.signIn(admin, '/admin/custom');
  await anna.page.getByRole('button', {name: 'Add your own'}).click();
  await dialog().getByLabel('Name', {exact: true}).fill('Till');
  await dialog().getByLabel('Write a file').check();
  const file = dialog().getByLabel('Provider file');
  const text = await file.inputValue();
  assert.match(text, /id: custom-till/);
  await file.fill(text.replace('oauth2_code', 'oauth2_cod'));
  anna.expected = [400];
  await dialog().getByRole('button', {name: 'Save', exact: true}).click();
  await dialog().getByText(/^custom-till\.yaml:\d+: auth\.oauth\.kind: /).waitFor();
  await clean();
  await file.fill(text);
  await dialog().getByRole('button', {name: 'Save', exact: true}).click();
  await anna.toast('Till is saved');
  const waiting = anna.page.waitForEvent('download');
  await item('custom-till').getByRole('link', {name: 'Export Till as a file'}).click();
  const download = await waiting;
  assert.equal(download.suggestedFilename(), 'custom-till.yaml');
  const folder = join(servers.data, 'exported');
  mkdirSync(folder);
  const path = join(folder, 'custom-till.yaml');
  await download.saveAs(path);
  assert.equal(readFileSync(path, 'utf8'), text);
  assert.match(execFileSync(binary, ['providers', 'check', path], {encoding: 'utf8', env: {}}), /: good/);

  await item('custom-till').getByRole('button', {name: 'Edit Till'}).click();
  await dialog().getByLabel('Provider file').fill(text.replace('name: "Till"', 'name: Cash desk'));
  await dialog().getByRole('button', {name: 'Save', exact: true}).click();
  await anna.toast('Cash desk is saved');
  await item('custom-till').getByRole('button', {name: 'Delete Cash desk'}).click();
  await dialog().getByRole('button', {name: 'Delete Cash desk'}).click();
  await item('custom-till').waitFor({state: 'detached'});
});

test('a faulty file on the server is named with its line, and read again once mended', async () => {
  const path = join(files, 'desk.yaml');
  writeFileSync(path, 'id: desk\nnmae: Desk\n');
  await anna.signIn(admin, '/admin/custom');
  await anna.page.getByRole('button', {name: 'Read the files again'}).click();
  await anna.toast('1 provider is not as its file says');
  await item('desk').getByText('unknown key; did you mean \'name\'?').waitFor();
  await item('desk').getByText('Line 2').waitFor();
  await clean();
  await anna.picture('custom-faulty');
  rmSync(path);
  await anna.page.getByRole('button', {name: 'Read the files again'}).click();
  await item('desk').waitFor({state: 'detached'});
});

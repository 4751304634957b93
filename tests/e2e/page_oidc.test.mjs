// SPDX-License-Identifier: Apache-2.0
// An OAuth server that nobody here wrote (npm's oidc-provider), connected from the page by a real
// login and consent in the browser.
import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {after, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {close, Visitor} from './browser.mjs';
import {admin} from './servers.mjs';
import {browser, servers, setStage} from './stage.mjs';

const tests = dirname(dirname(fileURLToPath(import.meta.url)));
const client = {clientId: 'oidc-client', clientSecret: 'a-secret-of-the-tests'};
const account = {accountId: 'sample-account-client', accountSecret: 'a-secret-of-the-account-client'};
let provider;
let issuer;

function certificate(folder) {
  const [key, cert] = [join(folder, 'oidc.key'), join(folder, 'oidc.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
    '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
    '-keyout', key, '-out', cert], {stdio: 'ignore'});
  return {key, cert};
}

/** The same platform, which is asked to make the browser post its answer. */
function postingTheAnswer(file) {
  return file.replace('id: oidc-provider', 'id: oidc-form').replace('name: OpenID Provider', 'name: Posting Provider')
    .replace('{prompt: consent}', '{prompt: consent, response_mode: form_post}');
}

/** Starts the provider, and lays its file where the server reads it. */
async function prepare({data, url}) {
  const {key, cert} = certificate(data);
  const redirectUri = `${url}/api/integrations/callback/oidc-provider`;
  const moreRedirectUris = [`${url}/api/integrations/callback/oidc-form`];
  const options = JSON.stringify({certificate: cert, key, redirectUri, moreRedirectUris, ...client, ...account});
  provider = spawn(process.execPath, [join(tests, 'node', 'oidc_provider.mjs'), options],
                   {stdio: ['ignore', 'pipe', 'ignore']});
  let said = '';
  while (!said.includes('\n')) said += (await once(provider.stdout, 'data'))[0];
  ({issuer} = JSON.parse(said));
  const folder = join(data, 'providers');
  mkdirSync(folder);
  for (const id of ['oidc-provider', 'oidc-account']) {
    const file = readFileSync(join(tests, 'providers', `${id}.yaml.in`), 'utf8');
    writeFileSync(join(folder, `${id}.yaml`), file.replaceAll('@ISSUER@', issuer));
  }
  writeFileSync(join(folder, 'oidc-form.yaml'), postingTheAnswer(readFileSync(join(folder, 'oidc-provider.yaml'), 'utf8')));
  return {
    FAIRLEAD_PROVIDERS_DIR: folder,
    FAIRLEAD_PRIVATE_HOSTS: new URL(issuer).host,
    FAIRLEAD_CA_FILE: cert,
    OIDC_PROVIDER_CLIENT_ID: client.clientId,
    OIDC_PROVIDER_CLIENT_SECRET: client.clientSecret,
    OIDC_FORM_CLIENT_ID: client.clientId,
    OIDC_FORM_CLIENT_SECRET: client.clientSecret,
    ENABLE_OIDC_ACCOUNT_INTEGRATION: 'true',
  };
}

setStage({admins: [admin], prepare});

after(() => provider?.kill());

/** From the platform's card through its login and consent, back to the page. */
async function connect(anna, card, name) {
  await card.getByRole('button', {name: `Add app ${name}`}).click();
  await anna.page.getByRole('button', {name: `Continue to ${name}`}).click();
  await anna.page.waitForURL(`${issuer}/**`);
  await anna.page.locator('input[name=login]').fill('person-1');
  await anna.page.locator('input[name=password]').fill('anything');
  await anna.page.getByRole('button').first().click();
  await anna.page.getByRole('button', {name: 'Continue'}).click();
  await anna.page.waitForURL(`${servers.url}/**`);
}

test('its account is connected, refreshed, and let go', async () => {
  const anna = await Visitor.come(browser, servers);
  await anna.signIn(admin, '/integrations?view=browse');
  const card = anna.page.locator('[data-integration=oidc-provider]');
  const name = await card.getByRole('heading').textContent();
  await connect(anna, card, name);
  await anna.toast(`Connected to ${name}`);
  await card.getByRole('link', {name: `Manage ${name}`}).click();
  await anna.page.getByRole('button', {name: 'Refresh access now'}).click();
  await anna.toast('Access refreshed');
  await anna.page.getByRole('button', {name: `Disconnect ${name}`}).click();
  const dialog = anna.page.getByRole('dialog');
  await dialog.getByRole('button', {name: `Disconnect ${name}`}).click();
  await anna.page.getByText('Connect your first account').waitFor();
  // Its own pages ask for fonts of somebody else; ours never do, as the other tests hold.
  const foreign = anna.complaints.filter((one) => !one.includes(issuer) && !one.includes('fonts.googleapis.com'));
  assert.deepEqual(foreign, []);
  await close(anna.context);
});

test('an account with a client of its own is connected by the form, and renewed', async () => {
  const anna = await Visitor.come(browser, servers);
  await anna.signIn(admin, '/integrations?view=browse');
  const card = anna.page.locator('[data-integration=oidc-account]');
  const name = await card.getByRole('heading').textContent();
  await card.getByRole('button', {name: `Add app ${name}`}).click();
  await anna.page.getByLabel('Client ID').fill(account.accountId);
  const secret = anna.page.getByLabel('Client secret', {exact: true});
  assert.equal(await secret.getAttribute('type'), 'password');
  await secret.fill('not the secret of anybody');
  anna.expected = [400];
  const dialog = anna.page.getByRole('dialog');
  await anna.page.keyboard.press('Enter');
  await dialog.getByText(`${name} does not accept this`).waitFor();
  await anna.picture('form-client');
  await secret.fill(account.accountSecret);
  await anna.page.keyboard.press('Enter');
  await anna.toast(`Connected to ${name}`);
  await card.getByRole('link', {name: `Manage ${name}`}).click();
  await anna.page.getByRole('button', {name: 'Refresh access now'}).click();
  await anna.toast('Access refreshed');
  await anna.page.getByRole('button', {name: 'Check connection'}).click();
  await anna.page.locator('main').getByText(/^It works: /).waitFor();
  await anna.leave();
});

test('an answer that the browser posts, without the cookies of another site, connects as well', async () => {
  const anna = await Visitor.come(browser, servers);
  await anna.signIn(admin, '/integrations?view=browse');
  const card = anna.page.locator('[data-integration=oidc-form]');
  const name = await card.getByRole('heading').textContent();
  const posted = anna.page.waitForRequest((one) => one.method() === 'POST' && one.url().includes('/callback/oidc-form'));
  await connect(anna, card, name);
  const form = await posted;
  assert.ok(new URLSearchParams(form.postData()).get('code'));
  assert.equal((await form.allHeaders()).cookie, undefined);
  await anna.toast(`Connected to ${name}`);
  assert.ok(!anna.page.url().includes('code='));
  await card.getByRole('link', {name: `Manage ${name}`}).click();
  await anna.page.getByRole('button', {name: 'Refresh access now'}).click();
  await anna.toast('Access refreshed');
  await close(anna.context);
});

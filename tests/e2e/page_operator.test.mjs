// SPDX-License-Identifier: Apache-2.0
// The operator's pages: providers, API keys, users.
import assert from 'node:assert/strict';
import {afterEach, beforeEach, test} from 'node:test';
import {Visitor} from './browser.mjs';
import {admin} from './servers.mjs';
import {browser, servers, setStage} from './stage.mjs';

let anna;

setStage({admins: [admin]});

beforeEach(async () => {
  anna = await Visitor.come(browser, servers);
});

afterEach(async () => {
  await anna.leave();
});

test('a provider is set up, switched off and removed', async () => {
  await anna.signIn(admin, '/admin/integrations');
  await anna.page.getByRole('link', {name: 'Add provider'}).click();
  await anna.page.getByRole('searchbox').fill('acme');
  await anna.page.getByRole('button', {name: 'Set up Acme', exact: true}).click();
  const dialog = anna.page.getByRole('dialog', {name: 'Acme'});
  const redirect = await dialog.getByLabel('Redirect URI', {exact: true}).inputValue();
  assert.equal(redirect, `${servers.url}/api/integrations/callback/acme`);
  await dialog.getByLabel('Client id', {exact: true}).fill('acme-client');
  await dialog.getByLabel('Client secret').fill('of-no-importance');
  await anna.picture('admin-provider-dialog');
  await dialog.getByRole('button', {name: 'Save provider'}).click();
  await anna.toast('Acme is saved');
  await anna.page.locator('[data-catalogue=acme]').getByText('Already set up').waitFor();
  await anna.page.getByRole('link', {name: 'Providers', exact: true}).first().click();
  const offered = anna.page.getByRole('checkbox', {name: 'Offer Acme to users'});
  await offered.click();
  await anna.toast('Acme is no longer offered');
  await anna.page.getByRole('button', {name: 'Remove Acme'}).click();
  const sure = anna.page.getByRole('dialog', {name: 'Remove Acme?'});
  await anna.focusOn('Cancel');
  await sure.getByRole('button', {name: 'Remove Acme'}).click();
  await anna.toast('Acme is removed');
});

/** Of the catalogue: chosen, and given an app. */
async function setUp(name) {
  await anna.page.getByRole('searchbox').fill(name);
  await anna.page.getByRole('button', {name: `Set up ${name}`, exact: true}).click();
  const dialog = anna.page.getByRole('dialog', {name});
  await dialog.getByLabel('Client id', {exact: true}).fill('an-app');
  await dialog.getByLabel('Client secret').fill('of-no-importance');
  await dialog.getByRole('button', {name: 'Save provider'}).click();
  await anna.toast(`${name} is saved`);
}

test('any platform of the catalogue is found, and told apart from what cannot be connected yet', async () => {
  await anna.signIn(admin, '/admin/marketplace');
  const line = (id) => anna.page.locator(`[data-catalogue="${id}"]`);
  await anna.page.getByRole('searchbox').fill('aws-iam');
  await line('aws-iam').getByText('Cannot be connected yet (signed requests)').waitFor();
  assert.equal(await line('aws-iam').getByRole('button').count(), 0);
  await anna.page.getByRole('searchbox').fill('slack');
  await line('slack').getByText('Confirmed by two sources').waitFor();
  assert.equal(await line('aws-iam').count(), 0);
  await anna.picture('admin-catalogue');
  await setUp('Slack');
  await anna.go('/integrations?view=browse');
  await anna.card('Slack').getByRole('button', {name: 'Add app Slack'}).waitFor();
  assert.equal(await anna.card('Asana').count(), 0);
  await anna.go('/admin/integrations');
  await anna.page.getByRole('button', {name: 'Remove Slack'}).click();
  await anna.page.getByRole('dialog').getByRole('button', {name: 'Remove Slack'}).click();
  await anna.toast('Slack is removed');
});

test('what a platform’s address needs is asked for before its own page, on both of ours', async () => {
  await anna.signIn(admin, '/admin/marketplace');
  await setUp('Zendesk');
  await anna.go('/integrations?view=browse');
  await anna.card('Zendesk').getByRole('button', {name: 'Add app Zendesk'}).click();
  const wizard = anna.page.getByRole('dialog');
  anna.expected = [400];
  await wizard.getByRole('button', {name: 'Continue to Zendesk'}).click();
  await wizard.getByText('is needed').waitFor();
  await wizard.getByLabel('Subdomain').fill('our-team');
  await anna.picture('wizard-variable');
  const consent = '**/our-team.zendesk.com/oauth/authorizations/new?**';
  await anna.page.route(consent, (route) => route.fulfill({body: 'The platform’s page.'}));
  await wizard.getByRole('button', {name: 'Continue to Zendesk'}).click();
  await anna.page.waitForURL(consent);

  // A link is followed in another browser.
  const their = await Visitor.come(browser, servers);
  their.expected = [400];
  await their.page.route(consent, (route) => route.fulfill({body: 'The platform’s page.'}));
  await their.page.goto(await servers.link('user-of-a-desk', 'zendesk'));
  const proceed = their.page.getByRole('button', {name: 'Continue to Zendesk'});
  await their.page.getByLabel('Subdomain').fill('not/one');
  await proceed.click();
  await their.page.getByRole('alert').waitFor();
  assert.equal(await their.page.getByLabel('Subdomain').inputValue(), 'not/one');
  await their.picture('connect-page-variable');
  await their.page.getByLabel('Subdomain').fill('our-team');
  await proceed.click();
  await their.page.waitForURL(consent);
  await their.leave();
});

test('what a platform wants of its operator is said where it is set up, and can be changed there', async () => {
  await anna.signIn(admin, '/admin/marketplace');
  await anna.page.getByRole('searchbox').fill('rippling app');
  await anna.page.getByRole('button', {name: 'Set up Rippling App Shop', exact: true}).click();
  let dialog = anna.page.getByRole('dialog', {name: 'Rippling App Shop'});
  await dialog.getByLabel('Client id', {exact: true}).fill('an-app');
  await dialog.getByLabel('Client secret').fill('of-no-importance');
  const wanted = dialog.getByRole('group', {name: 'What Rippling App Shop wants to know of you'});
  await wanted.getByLabel('App name').fill('not/one');
  anna.expected = [400];
  await dialog.getByRole('button', {name: 'Save provider'}).click();
  await dialog.getByRole('alert').waitFor();
  assert.equal(await wanted.getByLabel('App name').getAttribute('aria-invalid'), 'true');
  await anna.picture('admin-provider-variables');
  await wanted.getByLabel('App name').fill('our-app');
  await dialog.getByRole('button', {name: 'Save provider'}).click();
  await anna.toast('Rippling App Shop is saved');
  anna.expected = [];

  await anna.go('/admin/integrations');
  await anna.page.getByRole('button', {name: 'Edit Rippling App Shop'}).click();
  dialog = anna.page.getByRole('dialog', {name: 'Edit Rippling App Shop'});
  assert.equal(await dialog.getByLabel('App name').inputValue(), 'our-app');
  await dialog.getByLabel('App name').fill('the-other-app');
  await dialog.getByRole('button', {name: 'Save provider'}).click();
  await anna.toast('Rippling App Shop is saved');
  await anna.go('/integrations?view=browse');
  await anna.card('Rippling App Shop').getByRole('button', {name: 'Add app Rippling App Shop'}).click();
  const consent = '**/the-other-app/**';
  await anna.page.route(consent, (route) => route.fulfill({body: 'The platform’s page.'}));
  await anna.page.getByRole('dialog').getByRole('button', {name: 'Continue to Rippling App Shop'}).click();
  await anna.page.waitForURL(consent);
});

test('an API key is shown once, works, and ends when it is revoked', async () => {
  await anna.signIn(admin, '/admin/keys');
  await anna.page.getByRole('button', {name: 'Create key'}).click();
  const dialog = anna.page.getByRole('dialog', {name: 'Create key'});
  await dialog.getByRole('textbox', {name: 'Name'}).fill('Laptop');
  await dialog.getByRole('radio', {name: /Only for me/}).check();
  await dialog.getByRole('button', {name: 'Create key'}).click();
  const key = await anna.page.getByLabel('API key', {exact: true}).inputValue();
  await anna.picture('admin-key-once');
  const ask = () => fetch(`${servers.url}/api/integrations/status`, {headers: {Authorization: `Bearer ${key}`}});
  assert.equal((await ask()).status, 200);
  await anna.page.getByRole('button', {name: 'I have copied it'}).click();
  assert.equal((await anna.page.content()).includes(key), false);
  await anna.page.getByRole('button', {name: 'Revoke Laptop'}).click();
  await anna.page.getByRole('dialog').getByRole('button', {name: 'Revoke Laptop'}).click();
  await anna.toast('Laptop is revoked');
  assert.equal((await ask()).status, 401);
});

test('a member is added, sees no operator’s pages, and can be shut out', async () => {
  const bob = {email: 'bob@example.com', password: 'another line in a ring'};
  await anna.signIn(admin, '/admin/users');
  await anna.page.getByRole('button', {name: 'Add user'}).click();
  const dialog = anna.page.getByRole('dialog', {name: 'Add user'});
  await dialog.getByLabel('E-mail').fill(bob.email);
  await dialog.getByLabel('First password', {exact: true}).fill(bob.password);
  await dialog.getByRole('button', {name: 'Add user'}).click();
  await anna.toast('bob@example.com is added');

  const his = await Visitor.come(browser, servers);
  await his.signIn(bob, '/admin/users');
  await his.page.getByText('These pages are for administrators.').waitFor();
  assert.equal(await his.page.getByRole('link', {name: 'Users'}).count(), 0);

  his.expected = [401];
  await anna.page.getByRole('button', {name: 'More for bob@example.com'}).click();
  await anna.page.getByRole('menuitem', {name: 'Disable bob@example.com'}).click();
  await anna.toast('bob@example.com is changed');
  await his.page.reload();
  await his.page.getByRole('heading', {name: 'Sign in'}).waitFor();
  await his.leave();
});

test('after a while the password is asked for again, and what was begun goes on', async () => {
  await anna.signIn(admin, '/admin/keys');
  anna.expected = [401];
  let isOld = true;
  await anna.page.route('**/api/admin/api-keys', (route) => {
    if (route.request().method() !== 'POST' || !isOld) return route.continue();
    isOld = false;
    return route.fulfill({
      status: 401,
      contentType: 'application/problem+json',
      body: JSON.stringify({status: 401, code: 'reauth_required', detail: ''}),
    });
  });
  await anna.page.getByRole('button', {name: 'Create key'}).click();
  const dialog = anna.page.getByRole('dialog', {name: 'Create key'});
  await dialog.getByRole('textbox', {name: 'Name'}).fill('Later');
  await dialog.getByRole('button', {name: 'Create key'}).click();
  const proof = anna.page.getByRole('dialog', {name: 'Is it still you?'});
  await anna.picture('admin-proof');
  await proof.getByLabel('Password', {exact: true}).fill(admin.password);
  await proof.getByRole('button', {name: 'Confirm and go on'}).click();
  await anna.page.getByLabel('API key', {exact: true}).waitFor();
});

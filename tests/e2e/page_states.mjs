// SPDX-License-Identifier: Apache-2.0
// Every state that the page has, each brought about on a visitor's page. Where the state of a
// connection is what is looked at, the server's answer is replaced: the real ones are in the other
// tests.

const hour = 3_600_000;
const from = (ms) => new Date(Date.now() + ms).toISOString();

const account = (provider, part = {}) => ({
  id: `01a00000-0000-7000-8000-${provider.padEnd(12, '0').replace(/[^0-9a-f]/g, 'a').slice(0, 12)}`,
  provider,
  providerAccountId: `${provider}-1`,
  accountName: `anna@example.com · ${provider}`,
  isConnected: true,
  status: 'connected',
  health: 'ok',
  reason: 'none',
  expiresAt: from(hour / 2),
  scopes: ['profile'],
  missingScopes: [],
  metadata: {plan: 'free'},
  customMetadata: {},
  lastSyncedAt: null,
  lastAttempt: null,
  errorMessage: '',
  createdAt: from(-72 * hour),
  updatedAt: from(-hour),
  lastRefreshedAt: from(-4 * 60_000),
  nextRefreshAt: from(20 * 60_000),
  onDisconnect: 'revoked',
  ...part,
});

const broken = (reason, status = 'expired') => ({isConnected: false, status, reason, expiresAt: from(-hour)});

const conditions = {
  Active: [{}],
  Limited: [{health: 'limited', missingScopes: ['records.write']}],
  Expiring: [{health: 'expiring'}],
  Degraded: [{health: 'degraded', reason: 'provider_unavailable'}],
  Expired: [broken('dead_refresh_token')],
  Revoked: [broken('revoked')],
  Locked: [{health: 'degraded', reason: 'access_refused'}],
  Paused: [{}],
  Shared: [{onDisconnect: 'kept_shared'}],
  Pending: [broken('unfinished', 'pending')],
  Error: [broken('provider_config', 'error')],
  Several: [{accountName: 'A first one'}, {...broken('lost_rotation'), accountName: 'A second one'}],
  Denied: [],
  Limits: [],
  Refused: [],
  Unable: [],
  Unset: [],
  Off: [],
};

const attempts = [
  {provider: 'denied', kind: 'access_denied', message: '', retryAt: null, failedAt: from(-60_000)},
  {provider: 'limits', kind: 'rate_limited', message: '', retryAt: from(240_000), failedAt: from(-60_000)},
  {provider: 'refused', kind: 'permission', message: '', retryAt: null, failedAt: from(-60_000)},
  {provider: 'unable', kind: 'invalid_credentials', message: '', retryAt: null, failedAt: from(-60_000)},
];

const offer = (name) => ({
  key: name.toLowerCase(),
  provider: name.toLowerCase(),
  name,
  summary: 'Contacts, companies and deals',
  categories: ['crm'],
  state: {Unset: 'needs_setup', Off: 'off'}[name] ?? 'available',
  isPaused: name === 'Paused',
  methods: [{id: 'oauth', kind: 'oauth2_code'}],
  variants: [],
  benefits: ['Nothing has to be copied by hand'],
  reads: ['Your contacts'],
  writes: ['New contacts'],
  scopes: [{scope: 'profile', words: 'See who you are', access: 'read', required: true}],
  privacyUrl: 'https://example.com/privacy',
  settingsUrl: 'https://example.com/settings',
  guideUrl: '',
  revocation: 'account',
  redirectUri: '',
  form: [],
});

async function showBoard(page) {
  const json = (body) => (route) => route.fulfill({json: body});
  const names = Object.keys(conditions);
  const integrations = names.flatMap((name) =>
    conditions[name].map((part, index) => account(`${name.toLowerCase()}`, {...part, ...(index && {id: '01a00000-0000-7000-8000-000000000002'})})));
  await page.route(/\/api\/integrations(\?.*)?$/, json({items: names.map(offer), nextCursor: null}));
  await page.route(/\/api\/integrations\/accounts$/, json({integrations, attempts}));
  const waiting = integrations.filter(({isConnected}) => !isConnected);
  await page.route('**/api/notices', json({
    items: waiting.map(({id, createdAt}) => ({id, connectionId: id, cause: 'revoked', message: '', createdAt})),
    nextCursor: null,
  }));
  for (const one of integrations) {
    await page.route(`**/api/integrations/accounts/${one.id}`, json(one));
    await page.route(`**/api/integrations/accounts/${one.id}/activity*`, json({
      items: [{time: from(-hour), action: 'token_refresh_failed', outcome: 'invalid_grant', detail: '', actor: 'system'}],
      nextCursor: null,
    }));
  }
  return integrations;
}

/** Providers of one's own: one of each kind. */
async function showCustom(page) {
  const one = (id, name, part) =>
    ({id, name, source: 'added', state: 'in_force', faults: [], connections: 0, updatedAt: from(-hour), ...part});
  const fault = {file: '/etc/fairlead/providers/desk.yaml', line: 14, key: 'auth.oauth.token.url',
    message: 'expected an https URL, found "http://desk.example/oauth/token"'};
  await page.route(/\/api\/admin\/providers(\?.*)?$/, (route) => route.fulfill({json: {nextCursor: null, items: [
    one('custom-till', 'Till', {connections: 2}),
    one('desk', 'Desk', {source: 'file', state: 'former', faults: [fault], updatedAt: null}),
    one('shelf', 'shelf', {source: 'file', state: 'left_out', faults: [{...fault, line: null, key: ''}], updatedAt: null}),
    one('custom-away', 'custom-away', {source: 'gone', state: 'left_out', connections: 1, updatedAt: null}),
  ]}}));
  await page.route('**/api/admin/providers/*/test', (route) => route.fulfill({json: {steps: [
    {call: 'authorize', address: 'https://till.example/a', verdict: 'good', says: 'It leads on to till.example.'},
    {call: 'token', address: 'https://till.example/t', verdict: 'bad', says: 'It answers with a page (200) and not as a token endpoint.'},
    {call: 'identity', address: '', verdict: 'doubtful', says: 'It cannot be tried before somebody connects.'},
  ]}}));
}

const problem = (status, code) => (route) => route.fulfill({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({status, code, detail: '', requestId: '01a0-7'}),
});

/** The server's answer, as `change` leaves it. */
const changed = (change) => async (route) => {
  const response = await route.fetch();
  const json = await response.json();
  change(json);
  await route.fulfill({response, json});
};

const asMember = (page) => page.route('**/api/me', changed(({user}) => { user.role = 'member'; }));

const heading = (page, name) => page.getByRole('heading', {name}).first().waitFor();

/** Before anybody has signed in. */
export const outside = {
  login: async ({page, go}) => {
    await go('/login');
    await heading(page, 'Sign in');
  },
  'login-ended': async ({page, go}) => {
    await go('/login?why=ended');
    await page.getByText('You were signed out.').waitFor();
  },
  setup: async ({page, go}) => {
    await page.route('**/api/setup', (route) => route.fulfill({json: {needed: true}}));
    await go('/setup');
    await heading(page, 'Set up Fairlead');
  },
  'connect-page': async ({page, servers}) => {
    await page.goto(await servers.link('user-1'));
    await page.getByRole('button', {name: 'Continue to Acme'}).waitFor();
  },
  'connect-form': async ({page, servers}) => {
    await page.goto(await servers.link('user-1', 'onlyfans'));
    await page.getByLabel('Gateway API key').waitFor();
  },
  'connect-unknown': async ({page, go, visitor}) => {
    visitor.expected = [404];
    await go(`/connect/${'x'.repeat(43)}`);
    await heading(page, 'This did not work');
  },
  'connect-done': async ({page, go}) => {
    await go('/connect/done?status=success');
    await heading(page, 'Your account is connected');
  },
  'connect-waiting': async ({page, go}) => {
    await go('/connect/done?status=pending');
    await heading(page, 'Almost done');
  },
  'connect-failed': async ({page, go}) => {
    await go('/connect/done?status=error&error=access_denied');
    await heading(page, 'Nothing was connected');
  },
};

export const inside = {
  'first-use': async ({page, go}) => {
    await go('/integrations');
    await heading(page, 'Connect your first account');
  },
  browse: async ({page, go}) => {
    await go('/integrations?view=browse');
    await heading(page, 'Acme');
  },
  'nothing-offered': async ({page, go}) => {
    await page.route(/\/api\/integrations(\?.*)?$/, (route) => route.fulfill({json: {items: [], nextCursor: null}}));
    await go('/integrations');
    await heading(page, 'There is nothing to connect yet.');
  },
  member: async ({page, go}) => {
    await asMember(page);
    await showBoard(page);
    await go('/integrations?view=browse');
    await heading(page, 'Unset');
  },
  'members-admin': async ({page, go}) => {
    await asMember(page);
    await go('/admin/keys');
    await page.getByText('These pages are for administrators.').waitFor();
  },
  crash: async ({page, go, visitor}) => {
    visitor.expected = ['is not a function'];
    await page.route('**/api/integrations/accounts/*', (route) => route.fulfill({json: {nothing: 'of use'}}));
    await go('/accounts/01a00000-0000-7000-8000-0000000000ff');
    await page.getByRole('button', {name: 'Load again'}).waitFor();
  },
  'no-result': async ({page, go}) => {
    await go('/integrations?view=browse&q=nothing');
    await heading(page, 'Nothing matches');
  },
  wizard: async ({page, go}) => {
    await go('/integrations?view=browse');
    await page.getByRole('button', {name: 'Add app Acme'}).click();
    await page.getByText('Permissions in detail').click();
  },
  form: async ({page, go}) => {
    await go('/integrations?view=browse');
    await page.getByRole('button', {name: 'Add app OnlyFans (unofficial)'}).click();
    await page.getByLabel('Gateway API key', {exact: true}).waitFor();
  },
  opening: async ({page, go}) => {
    await page.route('**/api/integrations/connect/*', () => {});
    await go('/integrations?view=browse');
    await page.getByRole('button', {name: 'Add app Acme'}).click();
    await page.getByRole('button', {name: 'Continue to Acme'}).click();
    await page.getByRole('button', {name: 'Opening Acme…'}).first().waitFor();
  },
  board: async ({page, go}) => {
    await showBoard(page);
    await go('/integrations?view=browse');
    await heading(page, 'Active');
  },
  filtered: async ({page, go}) => {
    await showBoard(page);
    await go('/integrations?view=connected&show=waiting');
    await heading(page, 'Expired');
  },
  menu: async ({page, go}) => {
    await showBoard(page);
    await go('/integrations?view=connected');
    await page.getByRole('button', {name: 'More for Active'}).click();
    await page.getByRole('menu').waitFor();
  },
  disconnect: async ({page, go}) => {
    await showBoard(page);
    await go('/integrations?view=connected');
    await page.getByRole('button', {name: 'More for Active'}).click();
    await page.getByRole('menuitem', {name: 'Disconnect Active'}).click();
    await page.getByRole('dialog').waitFor();
  },
  'disconnect-shared': async ({page, go}) => {
    await showBoard(page);
    await go('/integrations?view=connected');
    await page.getByRole('button', {name: 'More for Shared'}).click();
    await page.getByRole('menuitem', {name: 'Disconnect Shared'}).click();
    await page.getByText(/^Another connection uses the same account/).waitFor();
  },
  account: async ({page, go}) => {
    const [active] = await showBoard(page);
    await go(`/accounts/${active.id}`);
    await heading(page, 'Activity');
  },
  'account-expired': async ({page, go}) => {
    const expired = (await showBoard(page)).find(({provider}) => provider === 'expired');
    await go(`/accounts/${expired.id}`);
    await heading(page, 'Activity');
  },
  'account-gone': async ({page, go, visitor}) => {
    visitor.expected = [404];
    await go('/accounts/01a00000-0000-7000-8000-0000000000ff');
    await heading(page, 'There is no such account');
  },
  integration: async ({page, go}) => {
    await go('/integrations/acme');
    await heading(page, 'About Acme');
  },
  several: async ({page, go}) => {
    await showBoard(page);
    await page.route('**/api/integrations/settings/*', (route) =>
      route.fulfill({json: {provider: 'several', settings: {pipeline: 'Sales'}, isEnabled: false, updatedAt: null}}));
    await page.route('**/api/integrations/app/several', (route) =>
      route.fulfill({
        json: {
          provider: 'several',
          clientId: '',
          hasSecret: false,
          wantsSecret: true,
          isAllowed: true,
          redirectUri: 'https://fairlead.example/api/integrations/callback/several',
          storedAt: null,
        },
      }));
    await go('/integrations/several');
    await page.getByText(/^Paused/).first().waitFor();
  },
  settings: async ({page, go}) => {
    await go('/settings');
    await heading(page, 'Theme');
  },
  'toast-done': async ({page, go}) => {
    await go('/integrations?view=browse&status=success&provider=acme&account=x&oauth_success=acme');
    await page.getByText('Connected to Acme').waitFor();
  },
  'toast-failed': async ({page, go}) => {
    await go('/integrations?view=browse&status=error&provider=acme&error=network&oauth_error=network');
    await page.getByText(/^Failed to connect/).waitFor();
  },
  'other-account': async ({page, go}) => {
    await go('/integrations?view=browse&status=error&provider=acme&error=invalid_credentials&oauth_error=invalid_credentials&reason=other_account');
    await page.getByRole('dialog', {name: 'That is another account'}).waitFor();
  },
  skeletons: async ({page, go}) => {
    await page.route(/\/api\/integrations\/accounts$/, () => {});
    await go('/integrations');
    await page.getByText('Loading integrations').waitFor({state: 'attached'});
  },
  'load-failed': async ({page, go, visitor}) => {
    visitor.expected = [500];
    await page.route(/\/api\/integrations\/accounts$/, problem(500, 'internal'));
    await go('/integrations');
    await page.getByRole('alert').getByText(/our side/).waitFor();
  },
  'not-found': async ({page, go}) => {
    await go('/integrations/nothing-by-that-name');
    await heading(page, 'There is no such page');
  },
  'admin-providers': async ({page, go}) => {
    await go('/admin/integrations');
    await page.locator('[data-provider=acme]').waitFor();
  },
  'admin-marketplace': async ({page, go}) => {
    await go('/admin/integrations');
    await page.getByRole('link', {name: 'Add provider'}).click();
    await heading(page, 'Marketplace');
    await page.getByText(/^1\d\d\d platforms$/).waitFor();
  },
  'admin-marketplace-nothing': async ({page, go}) => {
    await go('/admin/marketplace?q=our+own+till');
    await heading(page, 'No platform by the name of “our own till”');
  },
  'admin-custom-none': async ({page, go}) => {
    await go('/admin/custom');
    await page.getByText('There is no provider of your own yet.').waitFor();
  },
  'admin-custom': async ({page, go}) => {
    await showCustom(page);
    await go('/admin/custom');
    await page.locator('[data-custom=custom-till]').waitFor();
  },
  'admin-custom-trial': async ({page, go}) => {
    await showCustom(page);
    await go('/admin/custom');
    await page.getByRole('button', {name: 'Test connection to Till'}).click();
    await page.getByText(/^It answers with a page/).waitFor();
  },
  'admin-custom-delete': async ({page, go}) => {
    await showCustom(page);
    await go('/admin/custom');
    await page.getByRole('button', {name: 'Delete Till'}).click();
    await page.getByText(/^2 accounts are connected through it/).waitFor();
  },
  'admin-custom-form': async ({page, go}) => {
    await go('/admin/custom?add=Our+till');
    await page.getByRole('dialog').getByLabel('Authorize URL').waitFor();
    await page.getByLabel('Call that tells whose account it is (optional)').fill('https://till.example/me');
  },
  'admin-custom-file': async ({page, go}) => {
    await go('/admin/custom?add=Our+till');
    await page.getByRole('dialog').getByLabel('Write a file').check();
    await page.getByLabel('Provider file').waitFor();
  },
  'admin-provider': async ({page, go}) => {
    await go('/admin/marketplace?q=slack');
    await page.getByRole('button', {name: 'Set up Slack', exact: true}).click();
    await page.getByLabel('Client id', {exact: true}).waitFor();
  },
  'admin-provider-form': async ({page, go}) => {
    await go('/admin/marketplace?q=8x8');
    await page.getByRole('button', {name: 'Set up 8x8', exact: true}).click();
    await page.getByText(/^Whoever connects it is asked for/).waitFor();
  },
  'admin-provider-obstacle': async ({page, go}) => {
    await go('/admin/marketplace?q=sap-successfactors');
    await page.getByRole('button', {name: 'Set up SAP SuccessFactors', exact: true}).click();
    await page.getByRole('alert').getByText(/cannot connect SAP SuccessFactors/).waitFor();
  },
  'admin-provider-check': async ({page, go}) => {
    await go('/admin/marketplace?q=a-leads');
    await page.getByRole('button', {name: 'Set up A-Leads', exact: true}).click();
    await page.getByRole('dialog').getByText(/refused without a valid credential/).waitFor();
  },
  'admin-guide': async ({page, go}) => {
    await go('/admin/marketplace?q=hubspot');
    await page.getByRole('button', {name: 'Set up HubSpot', exact: true}).click();
    await page.goto(await page.getByRole('link', {name: /^Set-up guide/}).evaluate((link) => link.href));
    await heading(page, 'Register the application');
  },
  'admin-remove': async ({page, go}) => {
    await page.route(/\/api\/admin\/integrations(\?.*)?$/, changed(({items}) => {
      for (const item of items) item.source = 'api';
    }));
    await go('/admin/integrations');
    await page.getByRole('button', {name: /^Remove /}).first().click();
    await page.getByRole('dialog').waitFor();
  },
  'admin-proof': async ({page, go, visitor}) => {
    visitor.expected = [403];
    await page.route('**/api/admin/api-keys', (route) =>
      route.request().method() === 'POST' ? problem(403, 'reauth_required')(route) : route.continue());
    await go('/admin/keys');
    await page.getByRole('button', {name: 'Create key'}).click();
    const dialog = page.getByRole('dialog', {name: 'Create key'});
    await dialog.getByRole('textbox', {name: 'Name'}).fill('Laptop');
    await dialog.getByRole('button', {name: 'Create key'}).click();
    await page.getByLabel('Password', {exact: true}).waitFor();
  },
  'admin-key-once': async ({page, go}) => {
    await page.route('**/api/admin/api-keys', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({status: 201, json: {id: '01a0', name: 'Laptop', text: 'flk_sample_that_opens_nothing'}})
        : route.continue());
    await go('/admin/keys');
    await page.getByRole('button', {name: 'Create key'}).click();
    const dialog = page.getByRole('dialog', {name: 'Create key'});
    await dialog.getByRole('textbox', {name: 'Name'}).fill('Laptop');
    await dialog.getByRole('button', {name: 'Create key'}).click();
    await page.getByRole('button', {name: 'I have copied it'}).waitFor();
  },
  'admin-revoke': async ({page, go}) => {
    await go('/admin/keys');
    await page.getByRole('button', {name: /^Revoke /}).first().click();
    await page.getByRole('dialog').waitFor();
  },
  'admin-keys': async ({page, go}) => {
    await go('/admin/keys');
    await page.locator('article').first().waitFor();
  },
  'admin-key': async ({page, go}) => {
    await go('/admin/keys');
    await page.getByRole('button', {name: 'Create key'}).click();
    await page.getByRole('dialog').waitFor();
  },
  'admin-users': async ({page, go}) => {
    await go('/admin/users');
    await page.locator('article').first().waitFor();
  },
  'admin-user-menu': async ({page, go}) => {
    await page.route(/\/api\/admin\/users(\?.*)?$/, changed(({items}) => {
      items.push({...items[0], id: '01a00000-0000-7000-8000-000000000077', email: 'another@example.com', role: 'member'});
    }));
    await go('/admin/users');
    await page.getByRole('button', {name: /^More for another/}).click();
    await page.getByRole('menu').waitFor();
  },
  'admin-user': async ({page, go}) => {
    await go('/admin/users');
    await page.getByRole('button', {name: 'Add user'}).click();
    await page.getByRole('dialog').waitFor();
  },
};

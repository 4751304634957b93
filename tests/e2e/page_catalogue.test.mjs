// SPDX-License-Identifier: Apache-2.0
// A catalogue of several pages: all of it is there to search in, and not all of it is drawn.
import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {Visitor} from './browser.mjs';
import {admin} from './servers.mjs';
import {browser, servers, setStage} from './stage.mjs';

const many = 250;
const drawnAtOnce = 60;

/** One more platform that nobody has registered an app with. */
function providerFile(n) {
  const id = `platform-${String(n).padStart(3, '0')}`;
  return [`${id}.yaml`, `schema: 1
id: ${id}
name: Platform ${n}
groups: [storage]
grade: own
auth:
  oauth:
    kind: oauth2_code
    authorize:
      url: https://${id}.example/authorize
    token:
      url: https://${id}.example/token
`];
}

async function prepare({data}) {
  const folder = join(data, 'providers');
  mkdirSync(folder);
  for (let n = 1; n <= many; n += 1) {
    const [name, text] = providerFile(n);
    writeFileSync(join(folder, name), text);
  }
  return {FAIRLEAD_PROVIDERS_DIR: folder};
}

setStage({admins: [admin], prepare});

test('what is set up is there at once, and the last page can be searched', async () => {
  const anna = await Visitor.come(browser, servers);
  await anna.signIn(admin, '/integrations?view=browse');
  await anna.card('Acme').waitFor();
  await anna.page.getByRole('searchbox').fill(`platform ${many}`);
  await anna.card(`Platform ${many}`).waitFor();
  const pages = anna.requests.map(({url}) => url).filter((url) => new URL(url).pathname === '/api/integrations');
  assert.equal(new Set(pages).size, 3, 'pages of a hundred');
  assert.equal(await anna.page.locator('article').count(), 1);
  await anna.leave();
});

test('cards are drawn in steps, and the focus goes on with them', async () => {
  const anna = await Visitor.come(browser, servers);
  await anna.signIn(admin, '/integrations?view=browse&category=storage');
  const cards = anna.page.locator('article');
  await anna.page.getByRole('button', {name: `Show ${drawnAtOnce} more`}).waitFor();
  assert.equal(await cards.count(), drawnAtOnce);
  await anna.page.getByRole('button', {name: `Show ${drawnAtOnce} more`}).click();
  const first = await cards.nth(drawnAtOnce).getByRole('heading').textContent();
  await anna.focusOn(first);
  assert.equal(await cards.count(), 2 * drawnAtOnce);
  assert.deepEqual(await anna.audit(), []);
  await anna.picture('long-catalogue');
  await anna.leave();
});

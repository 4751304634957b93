// SPDX-License-Identifier: Apache-2.0
// Every state in both themes, at 320 and at 1280 px: what axe-core calls serious or critical, what
// sticks out sideways, what the console and the policy complain of. Pictures of all are kept.
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {Visitor} from './browser.mjs';
import {inside, outside} from './page_states.mjs';
import {admin} from './servers.mjs';
import {browser, servers, setStage} from './stage.mjs';

// One of them in each process: all of them in one would be the whole run's end.
const schemes = (process.env.FAIRLEAD_LOOKS ?? 'light,dark').split(',');
let signedIn;
let audits = 0;

// Each look signs in, and all of them at one address.
setStage({admins: [admin], prepare: async () => ({FAIRLEAD_LOGINS: '1000'})}, async () => {
  const anna = await Visitor.come(browser, servers);
  await anna.signIn(admin);
  signedIn = await anna.context.storageState();
  await anna.leave();
});

after(() => console.log(`# axe-core looked ${audits} times`));

/** The faults of one state, in words. */
async function look(visitor, name, act, suffix) {
  const page = await visitor.tab();
  const go = (path) => page.goto(servers.url + path);
  visitor.expected = [];
  try {
    await act({page, go, visitor, servers});
  } catch (error) {
    return [`${name} does not come about: ${error.message}`];
  }
  const shown = Object.assign(Object.create(visitor), {page});
  const faults = await shown.audit();
  audits += 1;
  const overflow = await shown.overflow();
  if (overflow > 0) faults.push(`${overflow} px too wide`);
  await shown.picture(`${name}-${suffix}`);
  await page.close();
  return faults.map((fault) => `${name}: ${fault}`);
}

test('what is wrong on purpose is found', async () => {
  const visitor = await Visitor.come(browser, servers, {viewport: {width: 320, height: 640}});
  await visitor.go('/login');
  await visitor.page.getByRole('heading', {name: 'Sign in'}).waitFor();
  await visitor.page.evaluate(() => {
    const words = document.createElement('p');
    words.style.cssText = 'color:#eee;background:#fff;width:900px';
    words.textContent = 'hard to read, and wide';
    document.querySelector('main').append(words, document.createElement('button'));
  });
  const found = (await visitor.audit()).join();
  assert.match(found, /color-contrast/);
  assert.match(found, /button-name/);
  assert.ok((await visitor.overflow()) > 0);
  await visitor.leave();
});

test('read from right to left, and a third longer, nothing sticks out', async () => {
  const visitor = await Visitor.come(browser, servers, {viewport: {width: 320, height: 640}, storageState: signedIn});
  const faults = [];
  for (const name of ['browse', 'board', 'wizard', 'disconnect', 'account', 'several', 'settings', 'admin-provider']) {
    const page = await visitor.tab();
    const go = (path) => page.goto(servers.url + path);
    await inside[name]({page, go, visitor, servers});
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl';
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        if (/\S/.test(node.data)) node.data += ` ${'ellong'.repeat(Math.ceil(node.data.length * 0.4 / 6)).slice(0, 12)}`;
      }
    });
    const shown = Object.assign(Object.create(visitor), {page});
    const overflow = await shown.overflow();
    if (overflow > 0) faults.push(`${name}: ${overflow} px too wide`);
    await shown.picture(`${name}-rtl-320`);
    await page.close();
  }
  assert.deepEqual(faults, []);
  await visitor.leave();
});

for (const colorScheme of schemes) {
  for (const width of [1280, 320]) {
    const suffix = `${colorScheme}-${width}`;
    for (const [who, states] of [['outside', outside], ['inside', inside]]) {
      test(`${who}, ${colorScheme}, ${width} px`, async () => {
        const visitor = await Visitor.come(browser, servers, {
          colorScheme,
          viewport: {width, height: width > 600 ? 900 : 640},
          ...(who === 'inside' && {storageState: signedIn}),
        });
        const faults = [];
        for (const [name, act] of Object.entries(states)) faults.push(...(await look(visitor, name, act, suffix)));
        assert.deepEqual(faults, []);
        await visitor.leave();
      });
    }
  }
}

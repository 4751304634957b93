// SPDX-License-Identifier: Apache-2.0
// What the first visit costs, and how long a slow line makes it.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Visitor} from './browser.mjs';
import {admin} from './servers.mjs';
import {browser, servers, setStage} from './stage.mjs';

const most = 200 * 1024;
/** Lighthouse's "Slow 4G". */
const slow4g = {offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8};

setStage({admins: [admin]});

/** Bytes over the wire of one load, by address, and milliseconds until it can be used. */
async function load(visitor, path, conditions) {
  const {page} = visitor;
  const cdp = await visitor.context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.clearBrowserCache');
  if (conditions) await cdp.send('Network.emulateNetworkConditions', conditions);
  const urls = new Map();
  const bytes = new Map();
  cdp.on('Network.requestWillBeSent', ({requestId, request}) => urls.set(requestId, request.url));
  cdp.on('Network.loadingFinished', ({requestId, encodedDataLength}) => {
    // What the page before had begun may end only now.
    if (urls.has(requestId)) bytes.set(urls.get(requestId), encodedDataLength);
  });
  const begun = Date.now();
  await page.goto(servers.url + path, {waitUntil: 'commit'});
  await page.getByRole('button', {name: 'Add app Acme'}).waitFor();
  const time = Date.now() - begun;
  await page.waitForTimeout(1000);
  await cdp.detach();
  return {time, bytes};
}

test('the first load is small, and usable soon on a slow line', async () => {
  const anna = await Visitor.come(browser, servers);
  await anna.signIn(admin);
  const {bytes} = await load(anna, '/integrations?view=browse');
  let total = 0;
  for (const [url, size] of bytes) {
    if (!url.includes('/api/')) total += size;
  }
  const {time} = await load(anna, '/integrations?view=browse', slow4g);
  console.log(`# first load ${(total / 1024).toFixed(1)} KB of ${bytes.size} answers; usable on Slow 4G after ${time} ms`);
  assert.ok(total > 10_000);
  assert.ok(total <= most, `${total} bytes`);
  await anna.leave();
});

// SPDX-License-Identifier: Apache-2.0
// A real Chromium, and people in it. Each notes what must not happen: messages of errors in the
// console, exceptions, reports of the content security policy, requests to anybody else.
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const require = createRequire(join(process.env.FAIRLEAD_NODE_MODULES, 'e2e.cjs'));
const {chromium} = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const pictures = join(process.env.FAIRLEAD_BUILD, 'screenshots');

/** A browser, whose `end` ends its processes whatever they are at. */
export async function launch() {
  mkdirSync(pictures, {recursive: true});
  const server = await chromium.launchServer({
    executablePath: '/usr/bin/chromium',
    host: '127.0.0.1',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
           '--disable-background-networking', '--disable-component-update', '--disable-sync',
           '--disable-save-password-bubble'],
  });
  const browser = await chromium.connect(server.wsEndpoint());
  browser.end = () => server.kill();
  return browser;
}

const patience = 10_000;

/** How many times slower pages are to run than they could: what a test takes for granted shows. */
const slowness = Number(process.env.FAIRLEAD_E2E_SLOWNESS ?? 1);

/** Closes a profile. Now and then Chromium never answers that; then it goes with the browser. */
export async function close(context) {
  let bell;
  const waited = new Promise((resolve) => { bell = setTimeout(resolve, patience, true); });
  const closed = context.close();
  closed.catch(() => {});  // what it says when its browser is ended
  const isStuck = await Promise.race([closed, waited]);
  clearTimeout(bell);
  if (isStuck) console.log('# the browser did not close a profile');
}

/** One person with a browser profile of their own. */
export class Visitor {
  complaints = [];
  requests = [];
  /** What a test brings about on purpose and the browser reports as errors: status codes, or words. */
  expected = [];

  static async come(browser, servers, options = {}) {
    const visitor = new Visitor();
    visitor.servers = servers;
    visitor.context = await browser.newContext({
      ignoreHTTPSErrors: true,
      viewport: {width: 1280, height: 800},
      reducedMotion: 'reduce',
      ...options,
    });
    visitor.context.setDefaultTimeout(15_000);
    await visitor.context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    visitor.page = await visitor.tab();
    return visitor;
  }

  async tab() {
    const page = await this.context.newPage();
    page.on('console', (message) => this.#hear(message));
    page.on('pageerror', (error) => this.complaints.push(`exception: ${error.message}`));
    page.on('request', (request) => this.#see(request));
    if (slowness > 1) {
      const devtools = await this.context.newCDPSession(page);
      await devtools.send('Emulation.setCPUThrottlingRate', {rate: slowness});
    }
    return page;
  }

  #hear(message) {
    if (message.type() !== 'error') return;
    const {url} = message.location();
    if (url.startsWith(this.servers.sandbox)) return;
    const words = (one) => (typeof one === 'number' ? `status of ${one} ` : one);
    if (this.expected.some((one) => message.text().includes(words(one)))) return;
    this.complaints.push(`${message.text()} (${url})`);
  }

  #see(request) {
    const url = request.url();
    this.requests.push({url, at: Date.now(), type: request.resourceType()});
    const isOurs = url.startsWith(this.servers.url) || url.startsWith('data:');
    if (!isOurs && !url.startsWith(this.servers.sandbox)) this.complaints.push(`request to ${url}`);
  }

  async signIn({email, password}, path = '/') {
    const {page} = this;
    await page.goto(this.servers.url + path);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', {exact: true}).fill(password);
    await page.getByRole('button', {name: 'Sign in'}).click();
    await page.getByRole('navigation', {name: 'Main'}).waitFor();
  }

  go(path) {
    return this.page.goto(this.servers.url + path);
  }

  /** Until what has this text has the focus. */
  focusOn(text) {
    return this.page.waitForFunction((wanted) => document.activeElement.textContent === wanted, text);
  }

  card(name) {
    return this.page.locator('article').filter({has: this.page.getByRole('heading', {name, exact: true})});
  }

  /** From the card over the wizard to the platform's consent page. */
  async leaveFor(name) {
    await this.card(name).getByRole('button', {name: `Add app ${name}`}).click();
    await this.page.getByRole('button', {name: `Continue to ${name}`}).click();
    await this.page.waitForURL(`${this.servers.sandbox}/**`);
  }

  /** Answers the platform's consent page and comes back. */
  async decide(verb, account) {
    // Some platforms let one choose what to give; here it is all.
    for (const box of await this.page.getByRole('checkbox').all()) await box.check();
    if (account !== undefined) await this.page.getByRole('radio').nth(account).check();
    await this.page.getByRole('button', {name: verb, exact: true}).click();
    await this.page.waitForURL(`${this.servers.url}/**`);
  }

  /** What has just been done, or why not, as the page says it. */
  async toast(text) {
    const toast = this.page.locator('[data-kind]').getByText(text, {exact: true});
    try {
      await toast.waitFor();
    } catch (error) {
      throw new Error(`"${text}" is not said at ${this.page.url()}: ${await this.page.textContent('body')}`, {cause: error});
    }
  }

  /** Serious and critical findings of axe-core on what is shown now. */
  async audit() {
    await this.page.evaluate(axe);
    const {violations} = await this.page.evaluate(() => window.axe.run(document, {
      resultTypes: ['violations'],
    }));
    return violations
        .filter(({impact}) => impact === 'serious' || impact === 'critical')
        .map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html.slice(0, 160)).join(' | ')}`);
  }

  async picture(name) {
    await this.page.screenshot({path: join(pictures, `${name}.png`)});
  }

  /** How far the page, or what is in a box of it, sticks out sideways. */
  async overflow() {
    return await this.page.evaluate(() => {
      const boxes = [document.documentElement, ...document.querySelectorAll('dialog, article, section, form')];
      return Math.max(...boxes.map((box) => box.scrollWidth - box.clientWidth));
    });
  }

  async leave() {
    await close(this.context);
    assert.deepEqual(this.complaints, []);
  }
}

// SPDX-License-Identifier: Apache-2.0
// Starts the real binary twice — the sandbox and the server that is pointed at it — in a data
// directory of its own, on free ports, and stops both by their process id.
import {spawn, execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {request} from 'node:https';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {setTimeout as sleep} from 'node:timers/promises';

const binary = join(process.env.FAIRLEAD_BUILD, 'bin', 'fairlead');
/** Of what a server prints, the last so many characters are kept. */
const most = 100_000;
const controlKey = 'the-key-of-these-tests';

/** Whether nothing listened there; the listener itself, if it is to be kept. */
async function canListen(where, keep) {
  const server = createServer();
  const could = await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(where, () => resolve(true));
  });
  if (could && keep) server.unref();
  if (could && !keep) await new Promise((resolve) => server.close(resolve));
  return could;
}

/**
 * Below those that Linux gives to outgoing connections: one might have it before our server. The
 * name claims it among tests for as long as this process runs: net/unused_port.h.
 */
async function freePort() {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 20_000);
    if (!(await canListen({path: `\0fairlead-tests-port-${port}`}, true))) continue;
    if (await canListen({port, host: '127.0.0.1'}, false)) return port;
  }
}

async function waitFor(what, condition) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (await condition()) return;
    await sleep(50);
  }
  throw new Error(`${what} did not happen within a minute`);
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** This process's variables but for ours: the server refuses what it does not know. */
function strangers() {
  return Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('FAIRLEAD_')));
}

/** Whoever administers in these tests. */
export const admin = {email: 'anna@example.com', password: 'a line through a ring'};

export class Servers {
  #children = new Map();

  /**
   * `admins`: who can sign in at the page from the start. `prepare` is called before the server
   * starts, and answers further variables for it.
   */
  static async start({admins = [], prepare = async () => ({})} = {}) {
    const servers = new Servers();
    servers.data = mkdtempSync(join(tmpdir(), 'fairlead-e2e-'));
    const [port, adminPort, sandboxPort] = [await freePort(), await freePort(), await freePort()];
    servers.sandboxPort = sandboxPort;
    servers.url = `http://localhost:${port}`;
    servers.sandbox = `https://localhost:${sandboxPort}`;
    servers.environment = {
      ...strangers(),
      FAIRLEAD_DATA_DIR: servers.data,
      FAIRLEAD_KEY_FILE: join(servers.data, 'master.keys'),
      FAIRLEAD_PORT: String(port),
      FAIRLEAD_ADMIN_PORT: String(adminPort),
      FAIRLEAD_DRAIN_ACCEPT: '0s',
      FAIRLEAD_SANDBOX_URL: servers.sandbox,
      FAIRLEAD_SANDBOX_CA: join(servers.data, 'sandbox', 'ca.pem'),
      PUBLIC_URL: servers.url,
    };
    servers.command('keys', 'generate');
    await servers.startSandbox();
    Object.assign(servers.environment, await prepare(servers));
    servers.#spawn('server', 'serve', '--sandbox');
    await waitFor('the server', () => answers(`${servers.url}/health/ready`));
    servers.key = servers.command('apikeys', 'create', '--scopes',
                                  'connections:read,connections:write,tokens:read');
    for (const one of admins) servers.addAdmin(one);
    return servers;
  }

  command(...parts) {
    return execFileSync(binary, parts, {env: this.environment, encoding: 'utf8'}).trim();
  }

  addAdmin({email, password}) {
    const file = join(this.data, 'password');
    writeFileSync(file, `${password}\n`, {mode: 0o600});
    this.command('users', 'create', '--email', email, '--password-file', file, '--admin');
  }

  #spawn(name, ...parts) {
    const child = spawn(binary, parts, {env: this.environment, stdio: ['ignore', 'pipe', 'pipe']});
    child.said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => { child.said = (child.said + text).slice(-most); });
    }
    this.#children.set(name, child);
  }

  /** The link of the first set-up, which the server prints. */
  async setupLink() {
    const find = () => /https?:\S+\/setup#code=\S+/.exec(this.#children.get('server').said)?.[0];
    await waitFor('the link of the set-up', find);
    return find();
  }

  async startSandbox() {
    const folder = join(this.data, 'sandbox');
    this.#spawn('sandbox', 'sandbox', '--port', String(this.sandboxPort), '--data-dir', folder,
                '--access-seconds', '600', '--control-key', controlKey);
    await waitFor('the sandbox', async () => {
      if (!existsSync(join(folder, 'ca.pem'))) return false;
      return this.control('GET', '/control/faults').then(() => true, () => false);
    });
  }

  async stopSandbox() {
    await this.#stop('sandbox');
  }

  async #stop(name) {
    const child = this.#children.get(name);
    this.#children.delete(name);
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }

  async stop() {
    await this.#stop('server');
    await this.#stop('sandbox');
    rmSync(this.data, {recursive: true, force: true});
  }

  /** The sandbox's control API: its faults, and its ledger of what was asked of the platforms. */
  async control(method, path, body) {
    const options = {
      method,
      ca: readFileSync(join(this.data, 'sandbox', 'ca.pem')),
      headers: {Authorization: `Bearer ${controlKey}`, 'Content-Type': 'application/json'},
    };
    return await new Promise((resolve, reject) => {
      const sent = request(this.sandbox + path, options, (response) => {
        let text = '';
        response.on('data', (part) => { text += part; });
        response.on('end', () => resolve(text === '' ? null : JSON.parse(text)));
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  async fault(text) {
    await this.control('POST', '/control/faults', {fault: text});
  }

  /** How often the platform's token endpoint was asked so far. */
  async tokenRequests() {
    const requests = await this.control('GET', '/control/requests?limit=10000');
    return requests.filter(({what}) => /token|exchange|refresh/.test(what)).length;
  }

  /** Calls the API as the application does, for one of its users. */
  async api(user, method, path, body) {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        Authorization: `Bearer ${this.key}`,
        'Fairlead-User': user,
        'Content-Type': 'application/json',
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return {status: response.status, body: await response.json()};
  }

  /** A link that connects an acme account of this user. */
  async link(user, provider = 'acme') {
    const {body} = await this.api(user, 'POST', `/api/integrations/connect/${provider}`, {});
    return body.authUrl;
  }

  /** As if ten minutes had passed for all links that there are. */
  expireLinks() {
    const database = new DatabaseSync(join(this.data, 'fairlead.db'));
    database.exec('PRAGMA busy_timeout = 5000; UPDATE connect_sessions SET expires_at = created_at');
    database.close();
  }

  async connections(user) {
    const {body} = await this.api(user, 'GET', '/api/integrations/status');
    return body.integrations;
  }

  audit() {
    return this.command('audit', 'list', '--limit', '200');
  }
}

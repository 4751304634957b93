// SPDX-License-Identifier: Apache-2.0
// Starts the real binary twice — the sandbox and the server that is pointed at it — in a data
// directory of its own, on free ports, and stops both by their process id.
import {spawn, execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

const binary = join(process.env.FAIRLEAD_BUILD, 'bin', 'fairlead');

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
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

export class Servers {
  #children = [];

  static async start() {
    const servers = new Servers();
    servers.data = mkdtempSync(join(tmpdir(), 'fairlead-e2e-'));
    const [port, adminPort, sandboxPort] = [await freePort(), await freePort(), await freePort()];
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
    servers.#spawn('sandbox', '--port', String(sandboxPort), '--data-dir',
                   join(servers.data, 'sandbox'), '--access-seconds', '600');
    await waitFor('the sandbox', () => existsSync(join(servers.data, 'sandbox', 'ca.pem')));
    servers.#spawn('serve', '--sandbox');
    await waitFor('the server', () => answers(`${servers.url}/health/ready`));
    servers.key = servers.command('apikeys', 'create', '--scopes',
                                  'connections:read,connections:write,tokens:read');
    return servers;
  }

  command(...parts) {
    return execFileSync(binary, parts, {env: this.environment, encoding: 'utf8'}).trim();
  }

  #spawn(...parts) {
    this.#children.push(spawn(binary, parts, {env: this.environment, stdio: 'ignore'}));
  }

  async stop() {
    for (const child of this.#children.reverse()) {
      if (child.exitCode !== null) continue;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.data, {recursive: true, force: true});
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
  async link(user) {
    const {body} = await this.api(user, 'POST', '/api/integrations/connect/acme', {});
    return body.authUrl;
  }

  async connections(user) {
    const {body} = await this.api(user, 'GET', '/api/integrations/status');
    return body.integrations;
  }

  audit() {
    return this.command('audit', 'list', '--limit', '200');
  }
}

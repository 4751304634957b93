// SPDX-License-Identifier: Apache-2.0
// Starts a sandbox of its own, and in a second process, which trusts its authority from the start,
// runs one file in which a platform's client library talks to it. Nothing of Fairlead's client side
// runs here: what a library meets is the sandbox alone.
import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

const binary = join(process.env.FAIRLEAD_BUILD, 'bin', 'fairlead');
const controlKey = 'the-key-of-these-tests';
const folder = mkdtempSync(join(tmpdir(), 'fairlead-clients-'));
const authority = join(folder, 'ca.pem');

const sandbox = spawn(
    binary, ['sandbox', '--port', '0', '--data-dir', folder, '--access-seconds', '600',
             '--control-key', controlKey],
    {stdio: ['ignore', 'pipe', 'inherit']});
let said = '';
sandbox.stdout.on('data', (text) => { said += text; });
const ended = new Promise((resolve) => sandbox.once('exit', resolve));

async function origin() {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && sandbox.exitCode === null) {
    const found = /https:\/\/localhost:\d+/.exec(said)?.[0];
    if (found && existsSync(authority)) return found;
    await sleep(50);
  }
  throw new Error(`the sandbox does not start: ${said}`);
}

try {
  const tests = spawn(
      process.execPath, [join(import.meta.dirname, '..', 'e2e', 'run.mjs'), process.argv[2]], {
        stdio: 'inherit',
        env: {
          ...process.env,
          NODE_EXTRA_CA_CERTS: authority,
          FAIRLEAD_CLIENTS_SANDBOX: await origin(),
          FAIRLEAD_CLIENTS_KEY: controlKey,
        },
      });
  process.exitCode = await new Promise((resolve) => tests.once('exit', resolve));
} finally {
  sandbox.kill('SIGTERM');
  await ended;
  rmSync(folder, {recursive: true, force: true});
}

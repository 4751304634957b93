// SPDX-License-Identifier: Apache-2.0
// The sandbox that run.mjs started, as a test arranges it.
import {createRequire} from 'node:module';

const libraries = createRequire(import.meta.url);
/** A client library, which may be of the older kind of module. */
export const library = (name) => libraries(name);

export const origin = process.env.FAIRLEAD_CLIENTS_SANDBOX;
/** Where a platform's host stands in the sandbox. */
export const at = (host) => `${origin}/${host}`;

/** `fetch` for libraries that know no host but the platform's. */
export function redirected(url, init) {
  const {host, pathname, search} = new URL(url);
  return fetch(at(host + pathname + search), init);
}

async function control(method, path, body) {
  const answer = await fetch(origin + path, {
    method,
    headers: {
      'Authorization': `Bearer ${process.env.FAIRLEAD_CLIENTS_KEY}`,
      'Content-Type': 'application/json',
    },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

/** The consent of an account, without a browser: its tokens. */
export async function grant(client, account, scopes) {
  const [tokens] = await control('POST', '/control/families', {client, account, scopes});
  return tokens;
}

/** Gives every account so many records of a set. */
export const resize = (set, size) => control('PUT', `/control/records/${set}`, {size});

/** The next request it is about meets this fault. */
export const fault = (text) => control('POST', '/control/faults', {fault: text});

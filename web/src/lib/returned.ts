// SPDX-License-Identifier: Apache-2.0

/** What the callback added to the address it sent the browser back to (SPEC A4). */
export type Returned =
  | {outcome: 'connected'; key: string; account: string}
  /** Agreed to; the application's backend has the last word. */
  | {outcome: 'pending'; key: string}
  | {outcome: 'failed'; key: string; kind: string; reason: string};

const members = ['status', 'provider', 'account', 'error', 'reason', 'session', 'oauth_success', 'oauth_error'];

export function readReturned(query: string): Returned | null {
  const said = new URLSearchParams(query);
  const get = (name: string) => said.get(name) ?? '';
  if (said.get('status') === 'success' && said.has('oauth_success')) {
    return {outcome: 'connected', key: get('provider'), account: get('account')};
  }
  if (said.get('status') === 'pending' && said.has('session')) {
    return {outcome: 'pending', key: get('provider')};
  }
  if (said.get('status') === 'error' && said.has('error')) {
    return {outcome: 'failed', key: get('provider'), kind: get('error'), reason: get('reason')};
  }
  return null;
}

/** An address as a callback that connected would send the browser back to it. */
export function asReturned(href: string, key: string, account: string): string {
  const url = new URL(href, window.location.origin);
  const said = {status: 'success', provider: key, account, oauth_success: key};
  for (const [name, value] of Object.entries(said)) url.searchParams.set(name, value);
  return url.href;
}

/** The address without it: loading the page again must not tell it again. */
export function withoutReturned(href: string): string {
  const url = new URL(href);
  for (const name of members) url.searchParams.delete(name);
  // Instagram and Facebook hang these on; browsers carry them through our redirect.
  if (url.hash === '#_' || url.hash === '#_=_') url.hash = '';
  return url.pathname + url.search + url.hash;
}

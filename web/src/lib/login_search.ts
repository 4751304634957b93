// SPDX-License-Identifier: Apache-2.0

export interface LoginSearch {
  /** Where to go afterwards. */
  next?: string;
  /** Why the login page is shown. */
  why?: 'out' | 'ended';
}

export function loginSearch(search: Record<string, unknown>): LoginSearch {
  const out: LoginSearch = {};
  if (typeof search.next === 'string') out.next = search.next;
  if (search.why === 'out' || search.why === 'ended') out.why = search.why;
  return out;
}

/** A path of this page and nothing else: a link must not lead elsewhere after the login. */
export function safePath(next: string | undefined): string {
  const fallback = '/integrations';
  if (!next || !next.startsWith('/')) return fallback;
  const base = 'http://page.invalid';
  try {
    const url = new URL(next, base);
    if (url.origin !== base || url.pathname === '/login') return fallback;
    return url.pathname + url.search + url.hash;
  } catch {
    return fallback;
  }
}

// SPDX-License-Identifier: Apache-2.0
import {expect, test, vi} from 'vitest';
import {asReturned, readReturned, withoutReturned} from './returned';

test('a success names the account', () => {
  expect(readReturned('?view=browse&status=success&provider=acme&account=7&oauth_success=acme')).toEqual({
    outcome: 'connected',
    key: 'acme',
    account: '7',
  });
});

test('a failure names its kind, and the platform where that is known', () => {
  expect(readReturned('?status=error&error=invalid_state&oauth_error=invalid_state')).toEqual({
    outcome: 'failed',
    key: '',
    kind: 'invalid_state',
    reason: '',
  });
});

test('what is still to be confirmed is neither', () => {
  const query = '?status=pending&provider=acme&session=9';
  expect(readReturned(query)).toEqual({outcome: 'pending', key: 'acme'});
  expect(withoutReturned(`http://localhost/integrations${query}`)).toBe('/integrations');
});

test("a page's own search is no return", () => {
  expect(readReturned('?view=connected&q=acme')).toBeNull();
});

test.each(['#_', '#_=_'])("%s of Meta's platforms goes too", (hash) => {
  expect(withoutReturned(`http://localhost/integrations?status=success&oauth_success=a${hash}`)).toBe('/integrations');
});

test('the address forgets it and keeps the rest', () => {
  const href = 'http://localhost/integrations?view=browse&status=error&provider=a&error=network&oauth_error=network#x';
  expect(withoutReturned(href)).toBe('/integrations?view=browse#x');
});

test('a form that connected says the same as a callback', () => {
  vi.stubGlobal('window', {location: {origin: 'https://fairlead.test'}});
  const url = new URL(asReturned('/integrations?view=browse', 'openai', '7'));
  expect(url.origin + url.pathname).toBe('https://fairlead.test/integrations');
  expect(readReturned(url.search)).toEqual({outcome: 'connected', key: 'openai', account: '7'});
  expect(withoutReturned(url.href)).toBe('/integrations?view=browse');
  vi.unstubAllGlobals();
});

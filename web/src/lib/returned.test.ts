// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {readReturned, withoutReturned} from './returned';

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

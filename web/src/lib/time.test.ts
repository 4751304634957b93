// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {at, fromNow, until} from './time';

const now = Date.parse('2026-03-01T12:00:00.000Z');
const ahead = (seconds: number) => new Date(now + seconds * 1000).toISOString();

test.each([
  [-20, 'just now'],
  [-60 * 4, '4 min. ago'],
  [-3600 * 3, '3 hr. ago'],
  [-86400, 'yesterday'],
  [60 * 30, 'in 30 min.'],
])('%d seconds from now is %s', (seconds, words) => {
  expect(fromNow(ahead(seconds), now)).toBe(words);
});

test.each([
  [-1, ''],
  [20, '20 sec'],
  [59.5, '60 sec'],
  [27 * 60, '27 min'],
  [2 * 3600, '2 hours'],
  [86400 * 30, '30 days'],
])('%d seconds ahead is good for "%s"', (seconds, words) => {
  expect(until(ahead(seconds), now)).toBe(words);
});

test('a time of another day has its date', () => {
  expect(at(ahead(0), now)).toMatch(/^\d\d:\d\d$/);
  expect(at(ahead(3 * 86400), now)).toMatch(/^4 Mar|^Mar 4/);
});

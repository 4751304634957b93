// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {safePath} from './login_search';

test.each(['/accounts/1?x=y#z', '/integrations?view=browse'])('%s is ours', (path) => {
  expect(safePath(path)).toBe(path);
});

test.each([
  undefined,
  '',
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '/\t/evil.example/',
  'javascript:alert(1)',
  '/login?next=/login',
])('%s leads to the first page', (path) => {
  expect(safePath(path)).toBe('/integrations');
});

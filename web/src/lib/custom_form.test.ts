// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {Problem} from '@/api/problem';
import {draftOf, emptyForm} from './custom_form';
import {customFile} from './provider_file';

test('what is typed becomes what the server takes', () => {
  const draft = draftOf({
    ...emptyForm,
    name: ' My CRM ',
    authorizeUrl: 'https://x.example/a',
    tokenUrl: 'https://x.example/t ',
    scopes: 'one\n two  three\n',
  });
  expect(draft).toEqual({
    name: 'My CRM',
    category: 'other',
    authorizeUrl: 'https://x.example/a',
    tokenUrl: 'https://x.example/t',
    scopes: ['one', 'two', 'three'],
    clientAuthentication: 'post',
    apiBase: '',
    identityUrl: '',
  });
});

test('where the account’s id is goes along with the call that tells it', () => {
  const draft = draftOf({...emptyForm, identityUrl: 'https://x.example/me', identityLabel: '/name'});
  expect(draft.identityId).toBe('/id');
  expect(draft.identityLabel).toBe('/name');
});

test('a file of one’s own has an id that no shipped one takes', () => {
  expect(customFile('Our Till')).toContain('\nid: custom-our-till\n');
  expect(customFile('Our Till')).toContain('# custom-our-till.yaml');
  expect(customFile('')).toContain('\nid: custom-my-platform\n');
});

test('faults inside of a member are told with it', () => {
  const problem = new Problem(400, 'invalid', '', '', null, [
    {pointer: '/scopes/0', message: 'a'},
    {pointer: '/scopes', message: 'b'},
    {pointer: '/scopesOther', message: 'c'},
    {pointer: '', message: 'd'},
  ]);
  expect(problem.faultsUnder('/scopes')).toEqual(['a', 'b']);
  expect(problem.faultsUnder('')).toEqual(['d']);
});

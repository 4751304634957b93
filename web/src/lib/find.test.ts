// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {categoriesOf, categoryName, find, fold, inOrder} from './find';
import type {Integration} from './status';

const one = (name: string, categories: string[], account = '', health = 'ok'): Integration =>
  ({
    offer: {key: name, name, summary: '', categories, reads: [`${name} records`], writes: []},
    accounts: account ? [{accountName: account, providerAccountId: '', status: 'connected', health}] : [],
  }) as unknown as Integration;

const all = [
  one('Calendário', ['calendar']),
  one('HubSpot', ['crm', 'marketing'], 'ann@example.com'),
  one('Zoho', ['crm'], 'bob@example.com', 'degraded'),
];
const names = (search: Parameters<typeof find>[1]) => find(all, search).map(({offer}) => offer.name);

test('case and accents do not matter', () => {
  expect(fold('CALENDÁRIO')).toBe('calendario');
  expect(names({q: 'calendario'})).toEqual(['Calendário']);
});

test('name, category, account and what is read are searched, every word of it', () => {
  expect(names({q: 'ann@'})).toEqual(['HubSpot']);
  expect(names({q: 'crm records'})).toEqual(['HubSpot', 'Zoho']);
  expect(names({q: 'crm nothing'})).toEqual([]);
});

test('filters narrow it', () => {
  expect(names({category: 'marketing'})).toEqual(['HubSpot']);
  expect(names({show: 'degraded'})).toEqual(['Zoho']);
  expect(names({show: 'waiting'})).toEqual([]);
});

test('they stand as the reader wants them', () => {
  const at = (name: string, createdAt: string) => {
    const integration = one(name, ['crm'], `${name}@example.com`);
    integration.accounts[0]!.createdAt = createdAt;
    return integration;
  };
  const some = [at('Zoho', '2026-01-02T00:00:00Z'), at('Calendly', '2026-01-01T00:00:00Z'), one('Reddit', [])];
  const order = (sort?: 'name' | 'recent') => inOrder(some, sort).map(({offer}) => offer.name);
  expect(order()).toEqual(['Zoho', 'Calendly', 'Reddit']);
  expect(order('name')).toEqual(['Calendly', 'Reddit', 'Zoho']);
  expect(order('recent')).toEqual(['Zoho', 'Calendly', 'Reddit']);
  expect(inOrder([some[1]!, some[0]!], 'recent')[0]).toBe(some[0]);
});

test('categories are named and in order', () => {
  expect(categoriesOf(all)).toEqual(['calendar', 'crm', 'marketing']);
  expect([categoryName('crm'), categoryName('e-signature')]).toEqual(['CRM', 'E signature']);
});

// SPDX-License-Identifier: Apache-2.0
import {describe, expect, it} from 'vitest';
import type {CatalogueItem} from '@/api/admin';
import {entryOf, findEntries, isForm, readMarketSearch, type MarketSearch} from './marketplace';

function item(id: string, name: string, kinds: string[], more: Partial<CatalogueItem> = {}): CatalogueItem {
  return {
    id,
    name,
    categories: ['other'],
    docsUrl: '',
    stage: '',
    grade: 'b',
    methods: kinds.map((kind) => ({id: kind, kind})),
    variants: [],
    isCustom: false,
    ...more,
  };
}

const entries = [
  item('app-slack', 'Team Slack', ['mcp_oauth']),
  item('cafe', 'Café', ['key'], {categories: ['crm']}),
  item('robot', 'Robot', ['jwt_self', 'oauth2_client']),
  item('shop', 'Shop', ['app_install']),
  item('signer', 'Signer', ['jwt_grant']),
  item('slack', 'Slack', ['mcp_oauth', 'oauth2_code'], {grade: 'a'}),
  item('till', 'Till', ['basic'], {categories: ['crm', 'commerce']}),
].map(entryOf);

const ids = (search: MarketSearch) => findEntries(entries, search).map(({item}) => item.id);

describe('the marketplace', () => {
  it('finds by name without accents, by category and by how it is connected', () => {
    expect(ids({q: 'cafe'})).toEqual(['cafe']);
    expect(ids({q: 'CRM'})).toEqual(['cafe', 'till']);
    expect(ids({q: 'commerce till'})).toEqual(['till']);
    expect(ids({how: 'later'})).toEqual(['shop']);
    expect(ids({q: 'slack', how: 'consent'})).toEqual(['slack', 'app-slack']);
    expect(ids({category: 'crm', how: 'password'})).toEqual(['till']);
    expect(ids({how: 'client'})).toEqual(['robot']);
    expect(ids({how: 'signature'})).toEqual(['signer']);
    expect(ids({grade: 'a'})).toEqual(['slack']);
    expect(ids({q: 'nothing by that name'})).toEqual([]);
  });
  it('puts names that begin with it first', () => {
    expect(ids({q: 'slack'})).toEqual(['slack', 'app-slack']);
    expect(ids({})).toEqual(['app-slack', 'cafe', 'robot', 'shop', 'signer', 'slack', 'till']);
  });
  it('takes the first method that there is a way for', () => {
    const [, , robot, , , slack] = entries;
    expect(robot?.method?.id).toBe('oauth2_client');
    expect(slack?.how).toBe('consent');
    expect(slack?.method?.id).toBe('mcp_oauth');
  });
  it('counts OAuth 1.0a among the ways by consent', () => {
    expect(entryOf(item('trello', 'Trello', ['oauth1'])).how).toBe('consent');
    expect(isForm('oauth1')).toBe(false);
  });
  it('reads an address, and nothing that it does not know', () => {
    const known = {q: 'a', category: 'crm', how: 'key', grade: 'own'};
    expect(readMarketSearch({...known, other: 1})).toEqual(known);
    expect(readMarketSearch({how: 'toString', grade: 'z', q: {}})).toEqual({});
    expect(readMarketSearch({q: 42})).toEqual({q: '42'});
  });
});

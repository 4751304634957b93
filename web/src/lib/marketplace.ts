// SPDX-License-Identifier: Apache-2.0
import type {CatalogueItem} from '@/api/admin';
import {t} from '@/texts';
import {categoryName, fold, wordsOf} from './find';

/** How accounts of a platform are connected; `later`: in no way that there is yet. */
export type How = 'consent' | 'key' | 'password' | 'client' | 'signature' | 'later';

const hows: Record<string, How> = {
  oauth2_code: 'consent',
  mcp_oauth: 'consent',
  oauth1: 'consent',
  key: 'key',
  basic: 'password',
  login: 'password',
  jwt_grant: 'signature',
  oauth2_client: 'client',
};

/** Whether accounts are connected by a form of ours, which needs no app of the operator's. */
export const isForm = (kind: string) => Object.hasOwn(hows, kind) && hows[kind] !== 'consent';
const grades = ['a', 'b', 'c', 'own'];

/** A platform of the catalogue, ready to be searched. */
export interface Entry {
  item: CatalogueItem;
  how: How;
  /** The first that accounts can be connected by; else the platform's own first. */
  method?: CatalogueItem['methods'][number];
  name: string;
  text: string;
}

/** What the address of the marketplace says. */
export interface MarketSearch {
  q?: string;
  category?: string;
  how?: How;
  grade?: string;
}

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

export function readMarketSearch(raw: Record<string, unknown>): MarketSearch {
  const search: MarketSearch = {};
  if (text(raw.q)) search.q = text(raw.q).slice(0, 100);
  if (text(raw.category)) search.category = text(raw.category);
  if (Object.hasOwn(t.admin.marketplace.how, text(raw.how))) search.how = text(raw.how) as How;
  if (grades.includes(text(raw.grade))) search.grade = text(raw.grade);
  return search;
}

export function entryOf(item: CatalogueItem): Entry {
  const method = item.methods.find(({kind}) => Object.hasOwn(hows, kind)) ?? item.methods[0];
  const how = hows[method?.kind ?? ''] ?? 'later';
  const name = fold(item.name);
  const parts = [item.name, item.id, ...item.categories.map(categoryName), t.admin.marketplace.how[how]];
  return {item, how, method, name, text: fold(parts.join('\n'))};
}

/** Names that begin with what was typed stand first, then those that have it, then the rest. */
function nearness(entry: Entry, typed: string): number {
  if (entry.name.startsWith(typed)) return 0;
  return entry.name.includes(typed) ? 1 : 2;
}

export function findEntries(entries: readonly Entry[], search: MarketSearch): Entry[] {
  const words = wordsOf(search.q);
  const found = entries.filter(
    ({item, how, text}) =>
      (!search.category || item.categories.includes(search.category)) &&
      (!search.how || how === search.how) &&
      (!search.grade || item.grade === search.grade) &&
      words.every((word) => text.includes(word)),
  );
  if (words.length === 0) return found;
  const typed = words.join(' ');
  return found.toSorted((a, b) => nearness(a, typed) - nearness(b, typed));
}

/** The categories there are, by name. */
export function categoriesIn(entries: readonly Entry[]): string[] {
  const all = new Set(entries.flatMap(({item}) => item.categories));
  return [...all].toSorted((a, b) => categoryName(a).localeCompare(categoryName(b)));
}

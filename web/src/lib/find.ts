// SPDX-License-Identifier: Apache-2.0
import {t} from '@/texts';
import type {Search} from './search';
import {labelOf, standingOf, stateOf, type Integration} from './status';

/** Without accents and in lower case, so that "calendário" is found by "calendario". */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

export function categoryName(category: string): string {
  const known = t.categories[category];
  if (known) return known;
  const words = category.replaceAll(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a search looks at: name, purpose, categories, what is read and written, the accounts. */
function haystack({offer, accounts}: Integration): string {
  const parts = [
    offer.name,
    offer.summary,
    ...offer.categories.map(categoryName),
    ...offer.reads,
    ...offer.writes,
    ...accounts.map(labelOf),
  ];
  return fold(parts.join('\n'));
}

function stands({accounts}: Integration, wanted: Search['show']): boolean {
  return accounts.some((account) => standingOf(stateOf(account)) === wanted);
}

/** What a person typed, as it is looked for. */
export function wordsOf(typed = ''): string[] {
  return fold(typed).split(/\s+/).filter(Boolean);
}

/** Every word must occur somewhere. */
export function find(integrations: readonly Integration[], search: Search): Integration[] {
  const words = wordsOf(search.q);
  return integrations.filter((one) => {
    if (search.category && !one.offer.categories.includes(search.category)) return false;
    if (search.show && !stands(one, search.show)) return false;
    if (words.length === 0) return true;
    const text = haystack(one);
    return words.every((word) => text.includes(word));
  });
}

const latest = ({accounts}: Integration) =>
  Math.max(0, ...accounts.map(({createdAt}) => Date.parse(createdAt)));

/** As the reader wants them; without a wish as they came: what needs somebody first. */
export function inOrder(integrations: readonly Integration[], order: Search['sort']): Integration[] {
  const byName = (a: Integration, b: Integration) => a.offer.name.localeCompare(b.offer.name);
  if (order === 'name') return integrations.toSorted(byName);
  if (order === 'recent') return integrations.toSorted((a, b) => latest(b) - latest(a) || byName(a, b));
  return [...integrations];
}

/** The categories there are, by name. */
export function categoriesOf(integrations: readonly Integration[]): string[] {
  const all = new Set(integrations.flatMap(({offer}) => offer.categories));
  return [...all].toSorted((a, b) => categoryName(a).localeCompare(categoryName(b)));
}

// SPDX-License-Identifier: Apache-2.0

export type View = 'connected' | 'browse';
/** Not said: what needs somebody first. */
export type Order = 'name' | 'recent';
export type Standing = 'fine' | 'waiting' | 'degraded' | 'failed';

const standings: readonly string[] = ['fine', 'waiting', 'degraded', 'failed'];

/** What the address of the Integrations page says: it can be shared, and "back" goes back. */
export interface Search {
  view?: View;
  q?: string;
  category?: string;
  show?: Standing;
  sort?: Order;
}

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

export function readSearch(raw: Record<string, unknown>): Search {
  const search: Search = {};
  if (raw.view === 'connected' || raw.view === 'browse') search.view = raw.view;
  if (text(raw.q)) search.q = text(raw.q).slice(0, 100);
  if (text(raw.category)) search.category = text(raw.category);
  if (standings.includes(text(raw.show))) search.show = raw.show as Standing;
  if (raw.sort === 'name' || raw.sort === 'recent') search.sort = raw.sort;
  return search;
}

// SPDX-License-Identifier: Apache-2.0
import {memo, startTransition, useEffect, useMemo, useState} from 'react';
import type {Provider} from '@/api/admin';
import type {Entry} from '@/lib/marketplace';
import {t} from '@/texts';
import {CatalogueLine} from './catalogue_line';
import css from './marketplace.module.css';

/** More than fit any window, and few enough to be drawn between two key presses. */
const atOnce = 36;
/** Between two steps, where the browser does not say when it is idle. */
const pause = 50;

function whenIdle(work: () => void): () => void {
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(work, pause);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(work);
  return () => cancelIdleCallback(handle);
}

/** How many of a list are drawn: the first at once, the others while nobody waits. */
function useGrowing(list: readonly unknown[]): number {
  const [drawn, setDrawn] = useState({list, most: atOnce});
  const most = drawn.list === list ? drawn.most : atOnce;
  useEffect(() => {
    if (most >= list.length) return undefined;
    return whenIdle(() => startTransition(() => setDrawn({list, most: most + atOnce})));
  }, [list, most]);
  return most;
}

function partsOf(entries: readonly Entry[]): Entry[][] {
  const parts: Entry[][] = [];
  for (let from = 0; from < entries.length; from += atOnce) parts.push(entries.slice(from, from + atOnce));
  return parts;
}

interface Props {
  entries: readonly Entry[];
  /** Who has set a provider up, by its id. */
  sources: ReadonlyMap<string, Provider['source']>;
  onChoose: (entry: Entry) => void;
}

/**
 * A thousand lines: all of them are there for the browser's own search soon, and only the parts in
 * sight are painted. It has nothing to do with a letter typed until that changes what is found.
 */
export const CatalogueList = memo(function CatalogueList({entries, sources, onChoose}: Props) {
  const most = useGrowing(entries);
  const parts = useMemo(() => partsOf(entries), [entries]);
  return (
    <div role="list" className={css.list} aria-label={t.admin.marketplace.list}>
      {parts.slice(0, Math.ceil(most / atOnce)).map((part, n) => (
        <div key={n} role="presentation" className={css.part}>
          {part.map((entry) => (
            <CatalogueLine
              key={entry.item.id}
              entry={entry}
              setUpBy={sources.get(entry.item.id)}
              onChoose={onChoose}
            />
          ))}
        </div>
      ))}
    </div>
  );
});

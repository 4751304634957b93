// SPDX-License-Identifier: Apache-2.0
import {memo, startTransition, useEffect, useLayoutEffect, useMemo, useRef, useState} from 'react';
import type {Provider} from '@/api/admin';
import type {Entry} from '@/lib/marketplace';
import {t} from '@/texts';
import {CatalogueLine} from './catalogue_line';
import css from './marketplace.module.css';

/** Few enough to be drawn between two key presses. */
const atOnce = 36;
/** In pixels, with its border. */
const lineHeight = 65;
/** Between two steps, where the browser does not say when it is idle. */
const pause = 50;
/** Lists that wait to be taken away, however fast somebody types. */
const mostLeaving = 4;

/** As many as fill the window, whatever stands above them. */
const inSight = () => Math.min(atOnce, Math.ceil(window.innerHeight / lineHeight) + 2);

function whenIdle(work: () => void): () => void {
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(work, pause);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(work);
  return () => cancelIdleCallback(handle);
}

function partsOf(entries: readonly Entry[], first: number): Entry[][] {
  const parts = [entries.slice(0, first)];
  for (let from = first; from < entries.length; from += atOnce) parts.push(entries.slice(from, from + atOnce));
  return parts;
}

interface Props {
  entries: readonly Entry[];
  /** Who has set a provider up, by its id. */
  sources: ReadonlyMap<string, Provider['source']>;
  onChoose: (entry: Entry) => void;
}

/**
 * The first part at once, the others while nobody waits. One that leaves is empty from then on; what
 * stood in it is forgotten later, as that takes as long as to make it did.
 */
const Lines = memo(function Lines({entries, isLeaving, sources, onChoose}: Props & {isLeaving: boolean}) {
  const [first] = useState(inSight);
  const parts = useMemo(() => partsOf(entries, first), [entries, first]);
  const [drawn, setDrawn] = useState(1);
  useEffect(() => {
    if (isLeaving || drawn >= parts.length) return undefined;
    return whenIdle(() => startTransition(() => setDrawn(drawn + 1)));
  }, [isLeaving, drawn, parts]);
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (isLeaving) root.current?.replaceChildren();
  }, [isLeaving]);
  return (
    <div ref={root} role="presentation">
      {parts.slice(0, drawn).map((part, n) => (
        <div
          key={n}
          role="presentation"
          className={css.part}
          style={{containIntrinsicSize: `auto ${part.length * lineHeight}px`}}
        >
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

/**
 * A thousand lines: all of them are there for the browser's own search soon, and only the parts in
 * sight are painted. It has nothing to do with a letter typed until that changes what is found; then
 * the new list takes the place of the old one, which goes while nobody waits.
 */
export const CatalogueList = memo(function CatalogueList({entries, sources, onChoose}: Props) {
  const [lists, setLists] = useState([{id: 0, entries}]);
  const newest = lists[0]!;
  if (newest.entries !== entries) setLists([{id: newest.id + 1, entries}, ...lists.slice(0, mostLeaving)]);
  useEffect(() => {
    if (lists.length === 1) return undefined;
    return whenIdle(() => startTransition(() => setLists((now) => now.slice(0, -1))));
  }, [lists]);
  return (
    <div role="list" className={css.list} aria-label={t.admin.marketplace.list}>
      {lists.map((list, n) => (
        <Lines key={list.id} entries={list.entries} isLeaving={n > 0} sources={sources} onChoose={onChoose} />
      ))}
    </div>
  );
});

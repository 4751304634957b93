// SPDX-License-Identifier: Apache-2.0
import {categoryName} from '@/lib/find';
import type {Order, Search, Standing, View} from '@/lib/search';
import {t} from '@/texts';
import {SearchBox} from '@/ui/search_box';
import css from './filters.module.css';

type Change = (part: Partial<Search>) => void;

function Toggle({isOn, onClick, children}: {isOn: boolean; onClick: () => void; children: React.ReactNode}) {
  return (
    <button type="button" className={css.toggle} aria-pressed={isOn} onClick={onClick}>
      {children}
    </button>
  );
}

interface CountsProps {
  counts: Record<Standing, number>;
  show?: Standing;
  change: Change;
}

/** `12 connected · 2 need you · 1 degraded`: each of them filters. */
export function Counts({counts, show, change}: CountsProps) {
  const standings: Standing[] = ['fine', 'waiting', 'degraded', 'failed'];
  const shown = standings.filter((one) => one === 'fine' || counts[one] > 0 || show === one);
  return (
    <div className={css.counts} role="group" aria-label={t.integrations.counts}>
      {shown.map((one) => (
        <Toggle key={one} isOn={show === one} onClick={() => change({show: show === one ? undefined : one})}>
          {t.integrations.count[one](counts[one])}
        </Toggle>
      ))}
    </div>
  );
}

interface Props {
  view: View;
  search: Search;
  categories: string[];
  change: Change;
}

export function Filters({view, search, categories, change}: Props) {
  const views: View[] = ['connected', 'browse'];
  return (
    <div className={css.filters}>
      <div className={css.views} role="group" aria-label={t.integrations.viewsLabel}>
        {views.map((one) => (
          <Toggle key={one} isOn={view === one} onClick={() => change({view: one, show: undefined})}>
            {t.integrations.views[one]}
          </Toggle>
        ))}
      </div>
      <div className={css.search}>
        <SearchBox label={t.integrations.search} value={search.q ?? ''} onChange={(q) => change({q: q || undefined})} />
      </div>
      {categories.length > 1 && (
        <label className={css.category}>
          <span>{t.integrations.categories}</span>
          <select
            value={search.category ?? ''}
            onChange={(event) => change({category: event.target.value || undefined})}
          >
            <option value="">{t.integrations.allCategories}</option>
            {categories.map((one) => (
              <option key={one} value={one}>
                {categoryName(one)}
              </option>
            ))}
          </select>
        </label>
      )}
      {view === 'connected' && (
        <label className={css.category}>
          <span>{t.integrations.sort}</span>
          <select
            value={search.sort ?? ''}
            onChange={(event) => change({sort: (event.target.value || undefined) as Order | undefined})}
          >
            <option value="">{t.integrations.order.urgent}</option>
            <option value="name">{t.integrations.order.name}</option>
            <option value="recent">{t.integrations.order.recent}</option>
          </select>
        </label>
      )}
    </div>
  );
}

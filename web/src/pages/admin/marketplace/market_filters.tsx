// SPDX-License-Identifier: Apache-2.0
import {categoryName} from '@/lib/find';
import type {How, MarketSearch} from '@/lib/marketplace';
import {t} from '@/texts';
import {SearchBox} from '@/ui/search_box';
import css from './marketplace.module.css';

interface ChoiceProps {
  label: string;
  all: string;
  value: string | undefined;
  /** Value and words of each. */
  options: [string, string][];
  onChange: (value: string | undefined) => void;
}

function Choice({label, all, value, options, onChange}: ChoiceProps) {
  return (
    <label className={css.filter}>
      <span>{label}</span>
      <select value={value ?? ''} onChange={(event) => onChange(event.target.value || undefined)}>
        <option value="">{all}</option>
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

interface Props {
  search: MarketSearch;
  categories: string[];
  change: (part: Partial<MarketSearch>) => void;
}

export function MarketFilters({search, categories, change}: Props) {
  const words = t.admin.marketplace;
  return (
    <div className={css.filters}>
      <div className={css.search}>
        <SearchBox label={words.search} value={search.q ?? ''} onChange={(q) => change({q: q || undefined})} />
      </div>
      <Choice
        label={t.integrations.categories}
        all={t.integrations.allCategories}
        value={search.category}
        options={categories.map((one) => [one, categoryName(one)])}
        onChange={(category) => change({category})}
      />
      <Choice
        label={words.connected}
        all={words.anyHow}
        value={search.how}
        options={Object.entries(words.how)}
        onChange={(how) => change({how: how as How | undefined})}
      />
      <Choice
        label={words.addresses}
        all={words.anyGrade}
        value={search.grade}
        options={Object.entries(words.grades)}
        onChange={(grade) => change({grade})}
      />
    </div>
  );
}

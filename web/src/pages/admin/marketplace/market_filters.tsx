// SPDX-License-Identifier: Apache-2.0
import {memo} from 'react';
import {categoryName} from '@/lib/find';
import type {How, MarketSearch} from '@/lib/marketplace';
import {t} from '@/texts';
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

/** They have nothing to do with a letter typed. */
export const MarketFilters = memo(function MarketFilters({search, categories, change}: Props) {
  const words = t.admin.marketplace;
  return (
    <>
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
    </>
  );
});

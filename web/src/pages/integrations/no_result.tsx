// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {Link} from '@tanstack/react-router';
import {useIsAdmin} from '@/api/session';
import {categoryName} from '@/lib/find';
import type {Search, View} from '@/lib/search';
import {t} from '@/texts';
import css from './empty.module.css';

interface Props {
  view: View;
  search: Search;
  onClear: () => void;
}

/** Says what was searched and where, and how to get out. */
export function NoResult({view, search, onClear}: Props) {
  const isAdmin = useIsAdmin();
  const filters = [t.integrations.views[view]];
  if (search.category) filters.push(categoryName(search.category));
  return (
    <section className={css.empty}>
      <h2>{t.noResult.title(search.q ?? '')}</h2>
      <p>{t.noResult.inFilters(filters)}</p>
      <Button variant="default" onClick={onClear}>
        {t.noResult.clear}
      </Button>
      <p className="muted">
        {isAdmin ? <Link to="/admin/integrations">{t.noResult.requestAdmin}</Link> : t.noResult.request}
      </p>
    </section>
  );
}

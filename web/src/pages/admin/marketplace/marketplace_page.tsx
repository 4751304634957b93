// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useInfiniteQuery, useQuery} from '@tanstack/react-query';
import {getRouteApi, Link} from '@tanstack/react-router';
import {useCallback, useDeferredValue, useEffect, useMemo, useState} from 'react';
import {catalogueQuery, providersQuery} from '@/api/admin';
import {useEveryPage} from '@/api/every_page';
import {categoriesIn, entryOf, findEntries, type Entry, type MarketSearch} from '@/lib/marketplace';
import {announce} from '@/lib/toasts';
import {useTyped} from '@/lib/use_typed';
import {t} from '@/texts';
import {BackLink} from '@/ui/back_link';
import {Failure} from '@/ui/failure';
import {Page} from '@/ui/page';
import {SearchBox} from '@/ui/search_box';
import {defaultRedirectUri, ProviderDialog} from '../integrations/provider_dialog';
import {CatalogueList} from './catalogue_list';
import {MarketFilters} from './market_filters';
import css from './marketplace.module.css';
import {NotThere} from './not_there';

const route = getRouteApi('/inside/admin/marketplace');

/** Every platform that Fairlead knows, to be offered to users. */
export function MarketplacePage() {
  const words = t.admin.marketplace;
  const said = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: Partial<MarketSearch>) => {
      // Letter by letter is one step back, not ten.
      const replace = 'q' in part && Boolean(said.q) === Boolean(part.q);
      void navigate({search: (old: MarketSearch) => ({...old, ...part}), replace, resetScroll: false});
    },
    [navigate, said.q],
  );
  const [typed, type] = useTyped(said.q ?? '', (q) => change({q: q || undefined}));
  const {category, how, grade} = said;
  // The same until something else is looked for: the address is told later what is searched for by now.
  const search = useMemo(() => ({q: typed || undefined, category, how, grade}), [typed, category, how, grade]);
  const {items, error, isComplete, refetch} = useEveryPage(useInfiniteQuery(catalogueQuery));
  const providers = useQuery(providersQuery);
  const [chosen, setChosen] = useState<Entry | null>(null);
  const entries = useMemo(() => (items ?? []).map(entryOf), [items]);
  const categories = useMemo(() => categoriesIn(entries), [entries]);
  // The letter that was typed is drawn first, the list after it.
  const wanted = useDeferredValue(search);
  const found = useMemo(() => findEntries(entries, wanted), [entries, wanted]);
  const sources = useMemo(
    () => new Map(providers.data?.map(({provider, source}) => [provider, source])),
    [providers.data],
  );
  const choose = useCallback((entry: Entry) => setChosen(entry), []);
  const isSearching = Object.values(search).some(Boolean);

  const clear = () => {
    type('');
    void navigate({search: {}});
  };
  useEffect(() => {
    if (isComplete && isSearching) announce(words.count(found.length, entries.length));
  }, [isComplete, isSearching, found.length, entries.length, words]);

  return (
    <Page
      title={words.title}
      before={<BackLink to="/admin/integrations">{t.admin.integrations.title}</BackLink>}
      action={
        <Button variant="default" renderRoot={(props) => <Link to="/admin/custom" {...props} />}>
          {t.admin.custom.title}
        </Button>
      }
      below={<p className="muted">{words.lead}</p>}
    >
      <div className={css.filters}>
        <div className={css.search}>
          <SearchBox label={words.search} value={typed} onChange={type} />
        </div>
        <MarketFilters search={said} categories={categories} change={change} />
      </div>
      {error && (
        <>
          <Failure error={error} />
          <Button variant="default" w="fit-content" onClick={() => void refetch()}>
            {t.tryAgain}
          </Button>
        </>
      )}
      <div className={css.found} aria-busy={wanted !== search}>
        {!error && <p className="muted">{isComplete ? words.count(found.length, entries.length) : words.loading}</p>}
        {isComplete && found.length === 0 && <NotThere search={search} onClear={clear} />}
        {found.length > 0 && <CatalogueList entries={found} sources={sources} onChoose={choose} />}
      </div>
      {chosen && (
        <ProviderDialog
          item={null}
          chosen={{
            provider: chosen.item.id,
            name: chosen.item.name,
            guideUrl: chosen.item.docsUrl,
            method: chosen.method,
          }}
          redirectUri={defaultRedirectUri(chosen.item.id)}
          onClose={() => setChosen(null)}
        />
      )}
    </Page>
  );
}

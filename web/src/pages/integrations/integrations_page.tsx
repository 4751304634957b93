// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {getRouteApi} from '@tanstack/react-router';
import {useEffect} from 'react';
import {useIntegrations} from '@/api/use_integrations';
import {categoriesOf, find, inOrder} from '@/lib/find';
import type {Search, View} from '@/lib/search';
import {countStandings} from '@/lib/status';
import {announce} from '@/lib/toasts';
import {t} from '@/texts';
import {Failure} from '@/ui/failure';
import {Page} from '@/ui/page';
import {ActingOnCards} from '@/ui/acting_on_cards';
import {Cards} from './cards';
import {Counts, Filters} from './filters';
import {FirstUse} from './first_use';
import {NoResult} from './no_result';
import {Skeletons} from './skeletons';

const route = getRouteApi('/inside/integrations');

/** The main page: what is connected, and what could be. */
export function IntegrationsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const all = useIntegrations();
  const connected = all.integrations.filter(({accounts}) => accounts.length > 0);
  const view: View = search.view ?? (connected.length > 0 ? 'connected' : 'browse');
  const within = view === 'connected' ? connected : all.integrations;
  const found = inOrder(find(within, search), view === 'connected' ? search.sort : undefined);
  const isSearching = Boolean(search.q || search.category || search.show);
  // Whoever has tried and failed wants to see what became of it.
  const hasTried = all.integrations.some(({attempt}) => attempt !== null);
  const isFirstUse = !all.loading && connected.length === 0 && !hasTried && !search.view && !isSearching;
  const isReady = !all.loading && !all.error;

  const change = (part: Partial<Search>) => {
    // Letter by letter is one step back, not ten.
    const replace = 'q' in part && Boolean(search.q) === Boolean(part.q);
    void navigate({search: (old: Search) => ({...old, ...part}), replace, resetScroll: false});
  };
  const clear = () => change({q: undefined, category: undefined, show: undefined});

  useEffect(() => {
    if (isReady && isSearching) announce(t.integrations.found(found.length));
  }, [isReady, isSearching, found.length]);

  const counts = countStandings(connected.flatMap(({accounts}) => accounts));
  return (
    <Page
      title={t.integrations.title}
      action={
        connected.length > 0 && view === 'connected' ? (
          <Button onClick={() => change({view: 'browse', show: undefined})}>{t.integrations.add}</Button>
        ) : undefined
      }
      below={connected.length > 0 && <Counts counts={counts} show={search.show} change={change} />}
    >
      <ActingOnCards all={all}>
        {isReady && !isFirstUse && (
          <Filters view={view} search={search} categories={categoriesOf(all.integrations)} change={change} />
        )}
        {all.error && (
          <>
            <Failure error={all.error} />
            <Button variant="default" w="fit-content" onClick={all.again}>
              {t.tryAgain}
            </Button>
          </>
        )}
        {all.loading && !all.error && <Skeletons />}
        {isReady && isFirstUse && (
          <FirstUse integrations={all.integrations} onBrowse={() => change({view: 'browse'})} />
        )}
        {isReady && !isFirstUse && found.length === 0 && (
          <NoResult view={view} search={search} onClear={clear} />
        )}
        {isReady && !isFirstUse && found.length > 0 && (
          <Cards integrations={found} />
        )}
      </ActingOnCards>
    </Page>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {useQuery} from '@tanstack/react-query';
import {useMemo} from 'react';
import {byUrgency, integrationOf, type Integration} from '@/lib/status';
import {accountsQuery, useDisconnect, useRefresh, type Account, type ConnectWish} from './accounts';
import {usePause} from './app_settings';
import {useOffers} from './offers';
import {useOpening} from './use_opening';

export interface Integrations {
  integrations: Integration[];
  loading: boolean;
  /** Whether there is no more to come of what is offered. */
  isComplete: boolean;
  error: Error | null;
  /** Asks again for what could not be had. */
  again: () => void;
  /** The key of the integration whose platform is being opened. */
  opening: string | null;
  /** Leaves for the platform's consent page; rejects when that could not be begun. */
  connect: (wish: ConnectWish) => Promise<void>;
  reconnect: (account: Account, redirectUrl?: string) => Promise<void>;
  refresh: ReturnType<typeof useRefresh>;
  disconnect: ReturnType<typeof useDisconnect>;
  pause: ReturnType<typeof usePause>;
}

/** Everything a page needs to show the user's integrations and to change them (SPEC I5). */
export function useIntegrations(): Integrations {
  const {offers, ...listed} = useOffers();
  const listing = useQuery(accountsQuery);
  const {opening, open} = useOpening();
  const refresh = useRefresh();
  const disconnect = useDisconnect();
  const pause = usePause();
  const integrations = useMemo(() => {
    if (!offers || !listing.data) return [];
    const {accounts, attempts} = listing.data;
    return offers.map((offer) => integrationOf(offer, accounts, attempts)).toSorted(byUrgency);
  }, [offers, listing.data]);
  return {
    integrations,
    loading: listed.isPending || listing.isPending,
    isComplete: listed.isComplete,
    error: listed.error ?? listing.error,
    again: () => {
      if (listed.error) void listed.refetch();
      if (listing.error) void listing.refetch();
    },
    opening,
    connect: open,
    reconnect: (account, redirectUrl) =>
      open({key: account.provider, connectionId: account.id, redirectUrl}),
    refresh,
    disconnect,
    pause,
  };
}

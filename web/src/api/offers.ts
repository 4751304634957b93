// SPDX-License-Identifier: Apache-2.0
import {infiniteQueryOptions, useInfiniteQuery} from '@tanstack/react-query';
import {answer, api} from './client';
import {useEveryPage} from './every_page';
import type {paths} from './schema';

type Listing = paths['/api/integrations']['get']['responses']['200']['content']['application/json'];

/** An integration as the Browse view offers it. */
export type Offer = Listing['items'][number];

/** Whether its accounts are connected by a form of ours: the platform has no consent page. */
export function isFormOffer(offer: Offer): boolean {
  return offer.form.some(({of}) => of === 'fields');
}

const limit = 100;

/** What is set up comes first, so the first page mostly has all that is connected. */
export const offersQuery = infiniteQueryOptions({
  queryKey: ['offers'],
  initialPageParam: undefined as string | undefined,
  queryFn: ({pageParam: cursor}) =>
    answer(api.GET('/api/integrations', {params: {query: {cursor, limit}}})),
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

export function useOffers() {
  const {items: offers, ...rest} = useEveryPage(useInfiniteQuery(offersQuery));
  return {offers, ...rest};
}

// SPDX-License-Identifier: Apache-2.0
import {infiniteQueryOptions, useInfiniteQuery} from '@tanstack/react-query';
import {useEffect, useMemo} from 'react';
import {answer, api} from './client';
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

/** Every offer: the first page as soon as it is there, the others as they come. */
export function useOffers() {
  const {data, error, isPending, isError, isFetching, hasNextPage, fetchNextPage, refetch} =
    useInfiniteQuery(offersQuery);
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  const offers = useMemo(() => data?.pages.flatMap(({items}) => items), [data]);
  return {offers, error, isPending, isComplete: Boolean(data) && !hasNextPage, refetch};
}

// SPDX-License-Identifier: Apache-2.0
import type {InfiniteData, UseInfiniteQueryResult} from '@tanstack/react-query';
import {useEffect, useMemo} from 'react';

/** All items of a list: the first page as soon as it is there, the others as they come. */
export function useEveryPage<T>(query: UseInfiniteQueryResult<InfiniteData<{items: T[]}>>) {
  const {data, error, isPending, isError, isFetching, hasNextPage, fetchNextPage, refetch} = query;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  const items = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
  return {items, error, isPending, isComplete: Boolean(data) && !hasNextPage, refetch};
}

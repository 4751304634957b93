// SPDX-License-Identifier: Apache-2.0
import {MutationCache, QueryCache, QueryClient} from '@tanstack/react-query';
import {isProblem, Problem} from './problem';
import {meQuery} from './session';

/** Worth asking once more: nobody said no. */
function mayPass(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status === 502 || error.status === 503);
}

/**
 * The server's state, as this page last heard it. What changes is told by the event stream
 * (live.ts), so nothing is asked for again by the clock or when the window is focused.
 */
export function makeQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (isProblem(error, 'unauthenticated')) client.setQueryData(meQuery.queryKey, null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({onError}),
    mutationCache: new MutationCache({onError}),
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (count, error) => count < 2 && mayPass(error),
      },
    },
  });
  return client;
}

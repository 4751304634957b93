// SPDX-License-Identifier: Apache-2.0
import {infiniteQueryOptions} from '@tanstack/react-query';
import {answer, api} from './client';
import type {paths} from './schema';

type Listing =
  paths['/api/integrations/accounts/{id}/activity']['get']['responses']['200']['content']['application/json'];

/** One thing that happened to an account. */
export type Happening = Listing['items'][number];

const limit = 20;

/** What happened to one account, newest first, page by page. */
export const activityQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['activity', id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({pageParam: cursor}) =>
      answer(
        api.GET('/api/integrations/accounts/{id}/activity', {params: {path: {id}, query: {cursor, limit}}}),
      ),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

// SPDX-License-Identifier: Apache-2.0
import {queryOptions} from '@tanstack/react-query';
import {answer, api} from './client';
import type {paths} from './schema';

type Listing = paths['/api/integrations']['get']['responses']['200']['content']['application/json'];

/** An integration as the Browse view offers it. */
export type Offer = Listing['items'][number];

export const offersQuery = queryOptions({
  queryKey: ['offers'],
  queryFn: async () => (await answer(api.GET('/api/integrations'))).items,
});

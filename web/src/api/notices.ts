// SPDX-License-Identifier: Apache-2.0
import {queryOptions} from '@tanstack/react-query';
import {answer, api, type Schemas} from './client';

export type Notice = Schemas['NoticeItem'];

/** What waits for the user: at most one for each connection and cause. */
export const noticesQuery = queryOptions({
  queryKey: ['notices'],
  queryFn: async () => (await answer(api.GET('/api/notices'))).items,
});

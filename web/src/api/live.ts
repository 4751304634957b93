// SPDX-License-Identifier: Apache-2.0
import {useQueryClient, type QueryClient} from '@tanstack/react-query';
import {useEffect} from 'react';
import {follow, type LiveEvent} from '@/lib/event_stream';
import {meQuery} from './session';

/** What the user's connections look like: everything an event can change. */
export const liveKeys = [['accounts'], ['account'], ['notices'], ['activity'], ['offers'], ['app-settings']];

function renew(client: QueryClient) {
  for (const queryKey of liveKeys) void client.invalidateQueries({queryKey});
}

/** Keeps every query about connections up to date while somebody is signed in. */
export function useLiveUpdates(isSignedIn: boolean) {
  const client = useQueryClient();
  useEffect(() => {
    if (!isSignedIn) return;
    const onEvent = (event: LiveEvent) => {
      if (event.type === 'lost') void client.invalidateQueries({queryKey: meQuery.queryKey});
      else renew(client);
    };
    return follow('/api/integrations/events', onEvent);
  }, [client, isSignedIn]);
}

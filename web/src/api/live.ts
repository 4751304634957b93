// SPDX-License-Identifier: Apache-2.0
import {useQueryClient, type QueryClient} from '@tanstack/react-query';
import {useEffect} from 'react';
import {follow, type LiveEvent} from '@/lib/event_stream';
import {meQuery} from './session';

/** What a refreshed token changes, and what anything else that happens to a connection does. */
const refreshed = [['accounts'], ['account'], ['activity']];
export const liveKeys = [...refreshed, ['notices']];
const settings = [['offers'], ['app-settings']];
/** What may have changed before the stream was there; a page asks for it before, not to wait. */
const everything = [...liveKeys, ...settings];

function keysOf(type: string): string[][] {
  if (type === 'connection.refreshed') return refreshed;
  if (type === 'settings.changed') return settings;
  return type === 'open' ? everything : liveKeys;
}

function renew(client: QueryClient, keys: string[][]) {
  for (const queryKey of keys) void client.invalidateQueries({queryKey});
}

/** Keeps every query about connections up to date while somebody is signed in. */
export function useLiveUpdates(isSignedIn: boolean) {
  const client = useQueryClient();
  useEffect(() => {
    if (!isSignedIn) return;
    const onEvent = (event: LiveEvent) => {
      if (event.type === 'lost') void client.invalidateQueries({queryKey: meQuery.queryKey});
      else renew(client, keysOf(event.type));
    };
    return follow('/api/integrations/events', onEvent);
  }, [client, isSignedIn]);
}

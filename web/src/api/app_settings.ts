// SPDX-License-Identifier: Apache-2.0
import {queryOptions, useMutation, useQueryClient} from '@tanstack/react-query';
import {answer, api} from './client';

/** The user's settings for an integration (paused or not, and what the application keeps there). */
export const appSettingsQuery = (key: string) =>
  queryOptions({
    queryKey: ['app-settings', key],
    queryFn: () => answer(api.GET('/api/integrations/settings/{provider}', {params: {path: {provider: key}}})),
  });

export interface PauseWish {
  /** The integration's key. */
  key: string;
  isEnabled: boolean;
}

export function usePause() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({key, isEnabled}: PauseWish) =>
      answer(
        api.PUT('/api/integrations/settings/{provider}', {
          params: {path: {provider: key}},
          body: {isEnabled},
        }),
      ),
    onSuccess: (settings, {key}) => {
      client.setQueryData(appSettingsQuery(key).queryKey, settings);
      void client.invalidateQueries({queryKey: ['offers']});
    },
  });
}

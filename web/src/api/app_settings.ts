// SPDX-License-Identifier: Apache-2.0
import {queryOptions, useMutation, useQueryClient} from '@tanstack/react-query';
import {answer, api} from './client';

/** The user's settings for an integration (paused or not, and what the application keeps there). */
export const appSettingsQuery = (key: string) =>
  queryOptions({
    queryKey: ['app-settings', key],
    queryFn: () => answer(api.GET('/api/integrations/settings/{provider}', {params: {path: {provider: key}}})),
  });

export function usePause(key: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (isEnabled: boolean) =>
      answer(
        api.PUT('/api/integrations/settings/{provider}', {
          params: {path: {provider: key}},
          body: {isEnabled},
        }),
      ),
    onSuccess: (settings) => {
      client.setQueryData(appSettingsQuery(key).queryKey, settings);
      void client.invalidateQueries({queryKey: ['offers']});
    },
  });
}

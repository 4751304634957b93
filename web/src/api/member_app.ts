// SPDX-License-Identifier: Apache-2.0
// The user's own app at a platform: the client that their accounts are granted to.
import {queryOptions, useMutation, useQueryClient} from '@tanstack/react-query';
import {answer, api} from './client';
import {useProven} from './proof';

export const memberAppQuery = (key: string) =>
  queryOptions({
    queryKey: ['member-app', key],
    queryFn: () => answer(api.GET('/api/integrations/app/{provider}', {params: {path: {provider: key}}})),
  });

/** All that the user stored, those too that members may bring no more. */
export const ownAppsQuery = queryOptions({
  queryKey: ['member-apps'],
  queryFn: () => answer(api.GET('/api/integrations/apps')),
  select: ({items}) => items,
});

/** A change of it, and anew what it changed: with another client another connect begins. */
function useMemberAppChange<In, Out>(key: string, act: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  const proven = useProven();
  return useMutation({
    mutationFn: (input: In) => proven(() => act(input)),
    onSuccess: () =>
      Promise.all(
        [memberAppQuery(key).queryKey, ownAppsQuery.queryKey, ['offers']].map((queryKey) => client.invalidateQueries({queryKey})),
      ),
  });
}

export interface MemberAppWish {
  clientId: string;
  /** Undefined: a public client. */
  clientSecret?: string;
}

export function useStoreMemberApp(key: string) {
  return useMemberAppChange(key, (body: MemberAppWish) =>
    answer(api.PUT('/api/integrations/app/{provider}', {params: {path: {provider: key}}, body})),
  );
}

export function useRemoveMemberApp(key: string) {
  return useMemberAppChange(key, () =>
    answer(api.DELETE('/api/integrations/app/{provider}', {params: {path: {provider: key}}})),
  );
}

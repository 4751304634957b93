// SPDX-License-Identifier: Apache-2.0
import {queryOptions, useMutation, useQueryClient} from '@tanstack/react-query';
import {answer, api, type Schemas} from './client';
import {liveKeys} from './live';

export type Account = Schemas['Account'];
export type Checked = Schemas['CheckAccountOutput'];
export type Attempt = Schemas['FailedAttempt'];

export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: async () => {
    const {integrations, attempts} = await answer(api.GET('/api/integrations/accounts'));
    return {accounts: integrations, attempts};
  },
});

export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: ['account', id],
    queryFn: () => answer(api.GET('/api/integrations/accounts/{id}', {params: {path: {id}}})),
  });

/** Asks anew for everything about connections: the event that says so may come a moment later. */
export function useRenew() {
  const client = useQueryClient();
  return () => Promise.all(liveKeys.map((queryKey) => client.invalidateQueries({queryKey})));
}

export interface ConnectWish {
  /** The integration's key. */
  key: string;
  /** To reconnect this one. */
  connectionId?: string;
  /** Where to come back to; the Integrations page if not said. */
  redirectUrl?: string;
  variant?: string;
  scopes?: string[];
  /** What the platform's addresses need to know, as its form asks for it. */
  vars?: Record<string, string>;
}

/** Where the browser must go to connect. */
export async function authUrlOf({key, ...body}: ConnectWish): Promise<string> {
  const call = api.POST('/api/integrations/connect/{provider}', {params: {path: {provider: key}}, body});
  return (await answer(call)).authUrl;
}

/** What somebody typed in, for platforms without a consent page. */
export type Credentials = Omit<Schemas['SubmitCredentialsInput'], 'provider'>;

export function submitCredentials(key: string, body: Credentials) {
  const path = {provider: key};
  return answer(api.POST('/api/integrations/connect/{provider}/credentials', {params: {path}, body}));
}

export function useRefresh() {
  const renew = useRenew();
  return useMutation({
    mutationFn: (account: Account) => {
      const path = {provider: account.provider, accountId: account.id};
      return answer(api.POST('/api/integrations/refresh/{provider}/{accountId}', {params: {path}}));
    },
    onSettled: renew,
  });
}

/** Asks the platform how an account stands: what it finds over is marked. */
export function useCheck(id: string) {
  const renew = useRenew();
  return useMutation({
    mutationFn: () =>
      answer(api.POST('/api/integrations/accounts/{id}/check', {params: {path: {id}}})),
    onSettled: renew,
  });
}

export function useDisconnect() {
  const renew = useRenew();
  return useMutation({
    mutationFn: ({id, keepData}: {id: string; keepData: boolean}) =>
      answer(api.DELETE('/api/integrations/accounts/{id}', {params: {path: {id}, query: {keepData}}})),
    onSuccess: renew,
  });
}

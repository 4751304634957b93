// SPDX-License-Identifier: Apache-2.0
import {QueryClient, queryOptions, useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {answer, api, rememberCsrf, type Schemas} from './client';
import {mayBeSignedIn, noteSignedIn} from '@/lib/signed_in_note';
import {isProblem} from './problem';

export type Identity = Schemas['Identity'];

/** Null: nobody is signed in. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Identity | null> => {
    if (!mayBeSignedIn()) return null;
    try {
      const identity = await answer(api.GET('/api/me'));
      rememberCsrf(identity.csrfToken);
      return identity;
    } catch (error) {
      if (!isProblem(error, 'unauthenticated')) throw error;
      noteSignedIn(false);
      return null;
    }
  },
});

/** Whether nobody can sign in yet. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: async () => (await answer(api.GET('/api/setup'))).needed,
});

export function useMe(): Identity | null {
  return useQuery(meQuery).data ?? null;
}

export function useIsAdmin(): boolean {
  return useMe()?.user?.role === 'admin';
}

/** A new session begins with nothing of the old one. */
function welcome(client: QueryClient, identity: Identity) {
  noteSignedIn(true);
  rememberCsrf(identity.csrfToken);
  client.clear();
  client.setQueryData(meQuery.queryKey, identity);
}

export interface Credentials {
  email: string;
  password: string;
}

export function useLogin() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Credentials) => answer(api.POST('/api/login', {body})),
    onSuccess: (identity) => welcome(client, identity),
  });
}

export function useSetUp() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Credentials & {code: string}) => answer(api.POST('/api/setup', {body})),
    onSuccess: (identity) => welcome(client, identity),
  });
}

/** Gives the password again, for what an unlocked screen alone must not allow. */
export async function proveAgain(client: QueryClient, credentials: Credentials) {
  const identity = await answer(api.POST('/api/login', {body: credentials}));
  rememberCsrf(identity.csrfToken);
  client.setQueryData(meQuery.queryKey, identity);
}

/** Why the pages behind the login are left. */
export type Farewell = 'out' | 'ended';
let farewell: Farewell = 'ended';

export function takeFarewell(): Farewell {
  const said = farewell;
  farewell = 'ended';
  return said;
}

export function useLogout() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (everywhere: boolean) => answer(api.POST('/api/logout', {body: {everywhere}})),
    onSuccess: () => {
      farewell = 'out';
      noteSignedIn(false);
      client.setQueryData(meQuery.queryKey, null);
    },
  });
}

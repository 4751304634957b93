// SPDX-License-Identifier: Apache-2.0
// What only administrators ask for: providers, API keys, users.
import {infiniteQueryOptions, queryOptions, useMutation, useQueryClient} from '@tanstack/react-query';
import {answer, api, type Schemas} from './client';
import {useProven} from './proof';

export type Provider = Schemas['IntegrationItem'];
export type CatalogueItem = Schemas['ProviderItem'];
export type ApiKey = Schemas['ApiKeyItem'];
export type User = Schemas['UserItem'];
export type NewProvider = Schemas['CreateIntegrationInput'];
export type ProviderChange = Schemas['ChangeIntegrationInput'];
export type NewKey = Schemas['CreateApiKeyInput'];
export type NewUser = Schemas['CreateUserInput'];

export const providersQuery = queryOptions({
  queryKey: ['admin', 'providers'],
  queryFn: async () => (await answer(api.GET('/api/admin/integrations'))).items,
});

/** All platforms there are; they change with the server's files, not while one looks. */
export const catalogueQuery = infiniteQueryOptions({
  queryKey: ['admin', 'catalogue'],
  initialPageParam: undefined as string | undefined,
  queryFn: ({pageParam: cursor}) =>
    answer(api.GET('/api/providers', {params: {query: {cursor, limit: 100}}})),
  getNextPageParam: (page) => page.nextCursor ?? undefined,
  staleTime: 10 * 60_000,
});

export type Needs = Schemas['ProviderNeeds']['methods'][number];

/** What it takes to connect one platform. */
export const needsQuery = (id: string) =>
  queryOptions({
    queryKey: ['admin', 'catalogue', id],
    queryFn: () => answer(api.GET('/api/providers/{id}', {params: {path: {id}}})),
    staleTime: 10 * 60_000,
  });

export const keysQuery = queryOptions({
  queryKey: ['admin', 'keys'],
  queryFn: async () => (await answer(api.GET('/api/admin/api-keys'))).items,
});

export const usersQuery = infiniteQueryOptions({
  queryKey: ['admin', 'users'],
  initialPageParam: undefined as string | undefined,
  queryFn: ({pageParam: cursor}) =>
    answer(api.GET('/api/admin/users', {params: {query: {cursor, limit: 50}}})),
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

/** A change that asks for the password where it must, and renews what it changed. */
export function useAdminChange<In, Out>(act: (input: In) => Promise<Out>, changed: string[][]) {
  const client = useQueryClient();
  const proven = useProven();
  return useMutation({
    mutationFn: (input: In) => proven(() => act(input)),
    onSuccess: () => Promise.all(changed.map((queryKey) => client.invalidateQueries({queryKey}))),
  });
}

const providerKeys = [['admin', 'providers'], ['offers']];

export function useCreateProvider() {
  return useAdminChange(
    (body: NewProvider) => answer(api.POST('/api/admin/integrations', {body})),
    providerKeys,
  );
}

export function useChangeProvider() {
  return useAdminChange(
    ({key, ...body}: ProviderChange & {key: string}) =>
      answer(api.PATCH('/api/admin/integrations/{key}', {params: {path: {key}}, body})),
    providerKeys,
  );
}

export function useRemoveProvider() {
  return useAdminChange(
    (key: string) => answer(api.DELETE('/api/admin/integrations/{key}', {params: {path: {key}}})),
    providerKeys,
  );
}

export function useCreateKey() {
  return useAdminChange((body: NewKey) => answer(api.POST('/api/admin/api-keys', {body})), [['admin', 'keys']]);
}

export function useRevokeKey() {
  return useAdminChange(
    (id: string) => answer(api.DELETE('/api/admin/api-keys/{id}', {params: {path: {id}}})),
    [['admin', 'keys']],
  );
}

export function useCreateUser() {
  return useAdminChange((body: NewUser) => answer(api.POST('/api/admin/users', {body})), [['admin', 'users']]);
}

export interface UserChange {
  id: string;
  role?: User['role'];
  disabled?: boolean;
}

export function useChangeUser() {
  return useAdminChange(
    ({id, ...body}: UserChange) => answer(api.PATCH('/api/admin/users/{id}', {params: {path: {id}}, body})),
    [['admin', 'users']],
  );
}

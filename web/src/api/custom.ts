// SPDX-License-Identifier: Apache-2.0
// Providers that do not come with Fairlead.
import {queryOptions, useMutation} from '@tanstack/react-query';
import {useAdminChange} from './admin';
import {answer, api, type Schemas} from './client';

export type CustomProvider = Schemas['AdminProviderItem'];
export type ProviderDraft = Schemas['CreateCustomProviderInput'];
export type TrialStep = Schemas['TryProviderOutput']['steps'][number];

const listKey = ['admin', 'custom'];
const changed = [listKey, ['admin', 'catalogue'], ['admin', 'providers'], ['offers']];

export const customQuery = queryOptions({
  queryKey: listKey,
  queryFn: async () => (await answer(api.GET('/api/admin/providers'))).items,
});

/** One of them with its file. */
export const customFileQuery = (id: string) =>
  queryOptions({
    queryKey: [...listKey, id],
    queryFn: () => answer(api.GET('/api/admin/providers/{id}', {params: {path: {id}}})),
  });

export const exportUrl = (id: string) => `/api/admin/providers/${encodeURIComponent(id)}/file`;

export function useReloadProviders() {
  return useAdminChange(async () => (await answer(api.POST('/api/admin/providers/reload'))).items, changed);
}

/** Adds one, or replaces the one of that id. */
export function useSaveCustom(id?: string) {
  return useAdminChange(
    (body: ProviderDraft) =>
      id === undefined
        ? answer(api.POST('/api/admin/providers', {body}))
        : answer(api.PUT('/api/admin/providers/{id}', {params: {path: {id}}, body})),
    changed,
  );
}

export function useDeleteCustom() {
  return useAdminChange(
    ({id, force}: {id: string; force: boolean}) =>
      answer(api.DELETE('/api/admin/providers/{id}', {params: {path: {id}, query: {force}}})),
    changed,
  );
}

export function useTryProvider() {
  return useMutation({
    mutationFn: async (id: string) =>
      (await answer(api.POST('/api/admin/providers/{id}/test', {params: {path: {id}}}))).steps,
  });
}

// SPDX-License-Identifier: Apache-2.0
import type {ProviderDraft} from '@/api/custom';

/** What is typed into the form of a provider of one's own. */
export interface FormValues {
  name: string;
  category: string;
  authorizeUrl: string;
  tokenUrl: string;
  scopes: string;
  clientAuthentication: string;
  apiBase: string;
  identityUrl: string;
  identityId: string;
  identityLabel: string;
}

/** The categories that a provider file may name. */
export const categories = [
  'other',
  'accounting',
  'analytics',
  'banking',
  'cms',
  'commerce',
  'crm',
  'design',
  'developer',
  'erp',
  'fitness',
  'forms',
  'gaming',
  'hr',
  'identity',
  'knowledge',
  'legal',
  'marketing',
  'messaging',
  'payments',
  'productivity',
  'recruiting',
  'search',
  'social',
  'storage',
  'support',
  'ticketing',
  'video',
];

export const authentications = ['post', 'basic', 'none'];

export const emptyForm: FormValues = {
  name: '',
  category: 'other',
  authorizeUrl: '',
  tokenUrl: '',
  scopes: '',
  clientAuthentication: 'post',
  apiBase: '',
  identityUrl: '',
  identityId: '/id',
  identityLabel: '',
};

/** As the server takes it: where no call tells whose account it is, nothing is said of its answer. */
export function draftOf(values: FormValues): ProviderDraft {
  const trimmed = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, (value as string).trim()]),
  ) as unknown as FormValues;
  const {scopes, identityId, identityLabel, ...rest} = trimmed;
  const answer = rest.identityUrl ? {identityId, identityLabel} : {};
  return {...rest, ...answer, scopes: scopes.split(/\s+/).filter(Boolean)};
}

// SPDX-License-Identifier: Apache-2.0
import createClient, {type Middleware} from 'openapi-fetch';
import {Problem, problemOf, unreachable} from './problem';
import type {components, paths} from './schema';

export type Schemas = components['schemas'];

let csrfToken: string | null = null;

/** What the session's unsafe requests must repeat; comes with every identity. */
export function rememberCsrf(token: string | null | undefined) {
  csrfToken = token ?? null;
}

const csrf: Middleware = {
  onRequest({request}) {
    if (csrfToken && request.method !== 'GET') request.headers.set('X-CSRF-Token', csrfToken);
    return request;
  },
  onError: () => unreachable(),
};

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  headers: {Accept: 'application/json'},
});
api.use(csrf);

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's content; anything but success becomes a Problem that is thrown. */
export async function answer<T>(call: Promise<Outcome<T>>): Promise<T> {
  const {data, error, response} = await call;
  if (!response.ok) throw problemOf(response, error);
  return data as T;
}

export {Problem};

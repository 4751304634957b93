// SPDX-License-Identifier: Apache-2.0
// What a connect that did not succeed says, by kind: SPEC D's messages, word for word.
import {Problem} from '@/api/problem';
import {span, type FailureText} from './failures';

export type Kind =
  | 'access_denied'
  | 'invalid_credentials'
  | 'network'
  | 'rate_limited'
  | 'provider_error'
  | 'invalid_state'
  | 'permission';

export type Offer = 'back' | 'reconnect' | 'retry' | 'connect' | 'open';

export interface ConnectError extends FailureText {
  /** What the page offers. */
  offers: Offer;
}

export interface Circumstances {
  /** The platform's name. */
  name: string;
  /** Seconds until another try makes sense, where that is known; none or fewer: it does now. */
  wait?: number | null;
  /** When we try again, as a time of day, where we do. */
  at?: string | null;
  /** What the server said, where it knows better than the kind does. */
  said?: string;
  /** The app that was refused is the user's own. */
  isOwnApp?: boolean;
}

const standard = {
  access_denied: 'Connection cancelled. You can try again anytime.',
  invalid_credentials: 'Unable to connect. Please check your credentials.',
  network: 'Connection failed. Please check your internet.',
  invalid_state: 'This link has expired or was already used. Start again.',
};

export const connectErrors: Record<Kind, (c: Circumstances) => ConnectError> = {
  access_denied: () => ({message: standard.access_denied, whose: 'nobody', offers: 'back'}),
  invalid_credentials: ({said, isOwnApp}) => ({
    message: said || standard.invalid_credentials,
    whose: said && said !== standard.invalid_credentials && !isOwnApp ? 'operator' : 'you',
    offers: 'reconnect',
  }),
  network: () => ({message: standard.network, whose: 'network', offers: 'retry'}),
  rate_limited: ({wait}) => ({
    message:
      typeof wait === 'number' && wait <= 0
        ? 'There were too many attempts. You can try again now.'
        : `Too many attempts. Please try again in ${span(wait ?? 300)}.`,
    whose: 'you',
    offers: 'retry',
  }),
  provider_error: ({name, at, said}) => ({
    // A time is promised only where one is set.
    message: at
      ? `${name} had a problem. We will try again at ${at}.`
      : said || `${name} had a problem. Please try again in a few minutes.`,
    whose: 'platform',
    offers: 'retry',
  }),
  invalid_state: ({said}) => ({
    message: said || standard.invalid_state,
    whose: said && said !== standard.invalid_state ? 'us' : 'nobody',
    offers: 'connect',
  }),
  permission: ({name}) => ({
    message: `${name} refused this. Check the permissions in ${name}'s settings.`,
    whose: 'you',
    offers: 'open',
  }),
};

export function connectError(kind: string, circumstances: Circumstances): ConnectError {
  const known = connectErrors[kind as Kind];
  return (known ?? connectErrors.provider_error)(circumstances);
}

/** The same for a form that was refused; null where it is not about the platform. */
export function connectProblem(error: unknown, name: string): ConnectError | null {
  if (!(error instanceof Problem)) return null;
  const isPlatforms = error.status === 502;
  if (!(error.code in connectErrors) && !isPlatforms) return null;
  const kind = error.code in connectErrors ? error.code : 'provider_error';
  return connectError(kind, {name, wait: error.retryAfter, said: error.detail});
}

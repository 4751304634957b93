// SPDX-License-Identifier: Apache-2.0
// Why a connection is not well: one sentence each, and whose turn it is.
import type {Account} from '@/api/accounts';
import type {FailureText} from './failures';

type Reason = Account['reason'];

export interface Cause extends FailureText {
  /** The state of things needs no words. */
  isQuiet?: boolean;
}

export const reasons: Record<Reason, (name: string, at: string) => Cause> = {
  none: (name) => ({message: `Access to ${name} is in order. There is nothing to do.`, whose: 'nobody', isQuiet: true}),
  dead_refresh_token: (name) => ({
    message: `${name} no longer accepts this sign-in. Please reconnect your account.`,
    whose: 'you',
  }),
  lost_rotation: (name) => ({
    message: `The answer of ${name} to a refresh was lost on the way. Please reconnect your account.`,
    whose: 'us',
  }),
  refresh_unknown: (name) => ({
    message: `It is not known whether ${name} renewed the access. Please reconnect your account.`,
    whose: 'us',
  }),
  revoked: (name) => ({
    message: `Access was withdrawn at ${name}. Please reconnect your account.`,
    whose: 'you',
  }),
  no_refresh_token: (name) => ({
    message: `${name} gives access for a limited time only, and it is over. Please reconnect your account.`,
    whose: 'you',
  }),
  vault_error: () => ({
    message: 'The stored access cannot be opened any more. Please reconnect your account.',
    whose: 'us',
  }),
  provider_config: (name) => ({
    message: `${name} refuses this application. Its client id and secret have to be checked by your administrator.`,
    whose: 'operator',
  }),
  member_app_refused: (name) => ({
    message: `${name} refuses your own app. Check its client id and secret.`,
    whose: 'you',
  }),
  provider_unavailable: (name, at) => ({
    message: at
      ? `${name} had a problem. We will try again at ${at}.`
      : `${name} had a problem. We will try again by ourselves.`,
    whose: 'platform',
  }),
  identity_failed: (name) => ({
    message: `${name} did not say which account this is. We will try again by ourselves.`,
    whose: 'platform',
  }),
  access_refused: (name) => ({
    message: `${name} refuses this account's access, even freshly renewed. Please reconnect your account.`,
    whose: 'you',
  }),
  unfinished: (name) => ({
    message: `Connecting ${name} was begun and not finished. Please start again.`,
    whose: 'you',
  }),
};

/** States that have no reason of their own. */
const limited = (name: string): Cause => ({
  message: `${name} did not grant everything that was asked for. Reconnect and allow the rest to use all of it.`,
  whose: 'you',
});
const expiring = (name: string, at: string): Cause => ({
  message: at
    ? `Access to ${name} ends at ${at}. Reconnect before then.`
    : `Access to ${name} ends soon. Reconnect before then.`,
  whose: 'you',
});

interface Times {
  nextTry: string;
  ends: string;
}

export function causeOf(account: Account, name: string, times: Times): Cause {
  if (account.status === 'pending') return reasons.unfinished(name, '');
  if (account.status === 'connected') {
    if (account.health === 'limited') return limited(name);
    if (account.health === 'expiring') return expiring(name, times.ends);
    if (account.health === 'degraded' && account.reason === 'none')
      return reasons.provider_unavailable(name, times.nextTry);
  }
  if (account.status === 'expired' && account.reason === 'none') return reasons.no_refresh_token(name, '');
  return reasons[account.reason](name, times.nextTry);
}

// SPDX-License-Identifier: Apache-2.0
// The one place that says what a connection's status, health and reason mean for a person.
import type {Account, Attempt} from '@/api/accounts';
import type {Offer} from '@/api/offers';
import type {Standing} from './search';

export type State =
  | 'available'
  | 'needs_setup'
  | 'off'
  | 'connecting'
  | 'unfinished'
  | 'active'
  | 'active_limited'
  | 'expiring'
  | 'degraded'
  | 'reconnect_required'
  | 'paused'
  | 'error'
  | 'try_failed'
  | 'disconnected';

/** What the shape and colour of a state say. */
export type Tone = 'green' | 'amber' | 'blue' | 'red' | 'grey';

export type Action = 'add' | 'reconnect' | 'retry' | 'manage' | 'resume' | 'set_up' | 'none';

const tones: Record<State, Tone> = {
  available: 'grey',
  needs_setup: 'grey',
  off: 'grey',
  connecting: 'blue',
  unfinished: 'amber',
  active: 'green',
  active_limited: 'amber',
  expiring: 'amber',
  degraded: 'blue',
  reconnect_required: 'amber',
  paused: 'grey',
  error: 'red',
  try_failed: 'red',
  disconnected: 'grey',
};

export function toneOf(state: State): Tone {
  return tones[state];
}

const healthy: Record<Account['health'], State> = {
  ok: 'active',
  limited: 'active_limited',
  expiring: 'expiring',
  degraded: 'degraded',
};

export function stateOf(account: Account): State {
  switch (account.status) {
    case 'connected':
      return account.reason === 'access_refused' ? 'reconnect_required' : healthy[account.health];
    case 'expired':
      return 'reconnect_required';
    case 'error':
      return 'error';
    case 'pending':
      return 'unfinished';
    case 'disconnected':
      return 'disconnected';
  }
}

/** What a new consent mends, and what trying again does. */
const byNewConsent: readonly Account['reason'][] = [
  'dead_refresh_token',
  'lost_rotation',
  'refresh_unknown',
  'revoked',
  'no_refresh_token',
  'vault_error',
  'unfinished',
];

export function actionOf(account: Account): Action {
  const state = stateOf(account);
  if (state === 'active') return 'manage';
  if (state === 'degraded') return 'retry';
  if (state === 'error') return byNewConsent.includes(account.reason) ? 'reconnect' : 'retry';
  return 'reconnect';
}

/** Worst first: what needs a person, then what is being tried, then what is well. */
const urgency: State[] = [
  'error',
  'reconnect_required',
  'unfinished',
  'expiring',
  'active_limited',
  'degraded',
  'active',
  'paused',
  'disconnected',
];

export function worstFirst(accounts: readonly Account[]): Account[] {
  const rank = (account: Account) => urgency.indexOf(stateOf(account));
  const name = (account: Account) => account.accountName || account.providerAccountId;
  return accounts.toSorted((a, b) => rank(a) - rank(b) || name(a).localeCompare(name(b)));
}

export function standingOf(state: State): Standing | null {
  switch (state) {
    case 'active':
      return 'fine';
    case 'active_limited':
    case 'expiring':
    case 'unfinished':
    case 'reconnect_required':
      return 'waiting';
    case 'degraded':
      return 'degraded';
    case 'error':
      return 'failed';
    default:
      return null;
  }
}

/** An integration with the user's accounts there: what one card shows. */
export interface Integration {
  offer: Offer;
  accounts: Account[];
  /** The last failed attempt to connect, unless an account has been connected since. */
  attempt: Attempt | null;
  state: State;
  action: Action;
}

/** Whether the user could connect it: with the app that is set up, or with one of their own. */
export function isConnectable(offer: Offer): boolean {
  const bringsOwn = offer.state === 'needs_setup' && offer.memberApp === 'offered';
  return offer.state === 'available' || bringsOwn;
}

function attemptOf(key: string, attempts: readonly Attempt[], accounts: readonly Account[]): Attempt | null {
  const attempt = attempts.find((one) => one.provider === key);
  if (!attempt) return null;
  const isOver = accounts.some((account) => account.isConnected && account.updatedAt >= attempt.failedAt);
  return isOver ? null : attempt;
}

export function integrationOf(offer: Offer, all: readonly Account[], attempts: readonly Attempt[]): Integration {
  const accounts = worstFirst(all.filter((account) => account.provider === offer.key));
  const attempt = attemptOf(offer.key, attempts, accounts);
  const worst = accounts[0];
  if (worst) {
    const standing = standingOf(stateOf(worst));
    // What needs a person needs them all the same.
    const isAtRest = offer.isPaused && (standing === 'fine' || standing === 'degraded');
    if (isAtRest) return {offer, accounts, attempt, state: 'paused', action: 'resume'};
    return {offer, accounts, attempt, state: stateOf(worst), action: actionOf(worst)};
  }
  const needsSetup = offer.state === 'needs_setup' && !isConnectable(offer);
  if (needsSetup) return {offer, accounts, attempt, state: 'needs_setup', action: 'set_up'};
  if (offer.state === 'off') return {offer, accounts, attempt, state: 'off', action: 'none'};
  if (attempt) return {offer, accounts, attempt, state: 'try_failed', action: 'retry'};
  return {offer, accounts, attempt, state: 'available', action: 'add'};
}

/** Needs a person, then degraded, then well, then tried in vain, then the rest; by name within each. */
export function byUrgency(a: Integration, b: Integration): number {
  const rank = ({state}: Integration) => {
    const standing = standingOf(state);
    if (standing === 'failed' || standing === 'waiting') return 0;
    if (standing === 'degraded') return 1;
    if (standing === 'fine' || state === 'paused') return 2;
    if (state === 'try_failed') return 3;
    return state === 'needs_setup' || state === 'off' ? 5 : 4;
  };
  return rank(a) - rank(b) || a.offer.name.localeCompare(b.offer.name);
}

/** Of accounts, because that is what somebody has to see to. */
export function countStandings(accounts: readonly Account[]): Record<Standing, number> {
  const counts: Record<Standing, number> = {fine: 0, waiting: 0, degraded: 0, failed: 0};
  for (const account of accounts) {
    const standing = standingOf(stateOf(account));
    if (standing) counts[standing] += 1;
  }
  return counts;
}

export function labelOf(account: Account): string {
  return account.accountName || account.providerAccountId;
}

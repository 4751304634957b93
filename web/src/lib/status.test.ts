// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {Account, Attempt} from '@/api/accounts';
import type {Offer} from '@/api/offers';
import {actionOf, byUrgency, countStandings, integrationOf, standingOf, stateOf, worstFirst} from './status';

const offer = (part: Partial<Offer> = {}): Offer =>
  ({
    key: 'acme',
    provider: 'acme',
    name: 'Acme',
    summary: '',
    categories: [],
    state: 'available',
    methods: [],
    variants: [],
    benefits: [],
    reads: [],
    writes: [],
    scopes: [],
    revocation: 'account',
    ...part,
  }) as Offer;

const account = (part: Partial<Account> = {}): Account =>
  ({
    id: '1',
    provider: 'acme',
    providerAccountId: 'a1',
    accountName: 'Ann',
    isConnected: true,
    status: 'connected',
    health: 'ok',
    reason: 'none',
    updatedAt: '2026-01-01T00:00:00.000Z',
    ...part,
  }) as Account;

const attempt: Attempt = {
  provider: 'acme',
  kind: 'network',
  message: '',
  retryAt: null,
  failedAt: '2026-01-02T00:00:00.000Z',
};

describe('the state of an account', () => {
  test.each([
    [{}, 'active', 'manage'],
    [{health: 'limited'}, 'active_limited', 'reconnect'],
    [{health: 'expiring'}, 'expiring', 'reconnect'],
    [{health: 'degraded', reason: 'provider_unavailable'}, 'degraded', 'retry'],
    [{health: 'degraded', reason: 'access_refused'}, 'reconnect_required', 'reconnect'],
    [{status: 'expired', reason: 'dead_refresh_token'}, 'reconnect_required', 'reconnect'],
    [{status: 'pending'}, 'unfinished', 'reconnect'],
    [{status: 'error', reason: 'vault_error'}, 'error', 'reconnect'],
    [{status: 'error', reason: 'identity_failed'}, 'error', 'retry'],
    [{status: 'error', reason: 'provider_config'}, 'error', 'retry'],
  ] as [Partial<Account>, string, string][])('%o is %s and offers %s', (part, state, action) => {
    expect(stateOf(account(part))).toBe(state);
    expect(actionOf(account(part))).toBe(action);
  });

  test('a degraded one needs nobody', () => {
    expect(standingOf('degraded')).toBe('degraded');
    expect(standingOf('reconnect_required')).toBe('waiting');
    expect(standingOf('available')).toBeNull();
  });
});

describe('an integration', () => {
  test('shows the worst of its accounts', () => {
    const accounts = [
      account({id: '1', accountName: 'Ann'}),
      account({id: '2', accountName: 'Bob', status: 'expired', isConnected: false}),
      account({id: '3', accountName: 'Cid', health: 'degraded'}),
    ];
    expect(worstFirst(accounts).map(({id}) => id)).toEqual(['2', '3', '1']);
    expect(integrationOf(offer(), accounts, []).state).toBe('reconnect_required');
    expect(countStandings(accounts)).toEqual({fine: 1, waiting: 1, degraded: 1, failed: 0});
  });

  test('without accounts shows what the operator made of it', () => {
    expect(integrationOf(offer(), [], []).action).toBe('add');
    expect(integrationOf(offer({state: 'needs_setup'}), [], []).action).toBe('set_up');
    expect(integrationOf(offer({state: 'off'}), [], []).action).toBe('none');
    const bringable = offer({state: 'needs_setup', memberApp: 'offered'});
    expect(integrationOf(bringable, [], []).action).toBe('add');
  });

  test('that is paused says so, unless it needs a person', () => {
    const paused = offer({isPaused: true});
    expect(integrationOf(paused, [account()], [])).toMatchObject({state: 'paused', action: 'resume'});
    expect(integrationOf(paused, [account({health: 'degraded'})], []).state).toBe('paused');
    expect(integrationOf(paused, [account({status: 'expired'})], []).state).toBe('reconnect_required');
    expect(integrationOf(paused, [], []).state).toBe('available');
  });

  test('shows a failed attempt until an account is connected', () => {
    expect(integrationOf(offer(), [], [attempt]).state).toBe('try_failed');
    const before = integrationOf(offer(), [account()], [attempt]);
    expect([before.state, before.attempt]).toEqual(['active', attempt]);
    const since = account({updatedAt: '2026-01-03T00:00:00.000Z'});
    expect(integrationOf(offer(), [since], [attempt]).attempt).toBeNull();
  });

  test("leaves other integrations' accounts alone", () => {
    expect(integrationOf(offer(), [account({provider: 'other'})], []).accounts).toEqual([]);
  });

  test('those that need somebody come first, then by name', () => {
    const all = [
      integrationOf(offer({key: 'z', name: 'Zed'}), [account({provider: 'z'})], []),
      integrationOf(offer({key: 'b', name: 'Bee', state: 'needs_setup'}), [], []),
      integrationOf(offer({key: 'c', name: 'Cee'}), [], []),
      integrationOf(offer({key: 'y', name: 'Why'}), [account({provider: 'y', status: 'expired'})], []),
      integrationOf(offer({key: 't', name: 'Tee'}), [], [{...attempt, provider: 't'}]),
      integrationOf(offer({key: 'd', name: 'Dee'}), [account({provider: 'd', health: 'degraded'})], []),
    ];
    expect(all.toSorted(byUrgency).map((one) => one.offer.key)).toEqual(['y', 'd', 'z', 't', 'c', 'b']);
  });
});

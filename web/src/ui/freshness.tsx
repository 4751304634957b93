// SPDX-License-Identifier: Apache-2.0
import type {Account} from '@/api/accounts';
import {useNow} from '@/lib/now';
import {until} from '@/lib/time';
import {t} from '@/texts';
import {Moment} from './moment';

/** `Refreshed 4 min ago · token good for 27 min` */
export function Freshness({account}: {account: Account}) {
  const now = useNow();
  const left = account.expiresAt && account.isConnected ? until(account.expiresAt, now) : '';
  const refreshed = account.lastRefreshedAt;
  return (
    <p className="muted">
      {refreshed ? t.card.refreshed : t.card.connectedAt} <Moment time={refreshed ?? account.createdAt} />
      {left && ` · ${t.card.good(left)}`}
    </p>
  );
}

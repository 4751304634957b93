// SPDX-License-Identifier: Apache-2.0
import type {Account} from '@/api/accounts';
import {useNow} from '@/lib/now';
import {t} from '@/texts';
import {Moment} from '@/ui/moment';
import {Facts} from '@/ui/panel';

const moment = (time: string | null | undefined, otherwise: string) =>
  time ? <Moment time={time} /> : otherwise;

/** When access was and will be refreshed. */
export function AccountFacts({account}: {account: Account}) {
  const words = t.account;
  const now = useNow();
  const isOver = account.expiresAt != null && Date.parse(account.expiresAt) <= now;
  return (
    <Facts
      facts={[
        [words.connected, <Moment key="c" time={account.createdAt} />],
        [words.lastRefresh, moment(account.lastRefreshedAt, words.never)],
        [words.nextRefresh, account.isConnected ? moment(account.nextRefreshAt, words.byItself) : words.afterReconnect],
        [isOver ? words.ended : words.expires, moment(account.expiresAt, words.notKnown)],
      ]}
    />
  );
}

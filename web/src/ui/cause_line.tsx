// SPDX-License-Identifier: Apache-2.0
import type {Account} from '@/api/accounts';
import {useNow} from '@/lib/now';
import {at} from '@/lib/time';
import {t} from '@/texts';
import {causeOf} from '@/texts/causes';
import css from './cause_line.module.css';

/** Why an account is not well, whose turn it is. Nothing for one that is well. */
export function CauseLine({account, name}: {account: Account; name: string}) {
  const now = useNow();
  const timeOf = (time: string | null | undefined) =>
    time && Date.parse(time) > now ? at(time, now) : '';
  const cause = causeOf(account, name, {
    nextTry: timeOf(account.nextRefreshAt),
    ends: timeOf(account.expiresAt),
  });
  if (cause.isQuiet) return null;
  return (
    <div className={css.cause}>
      <p>{cause.message}</p>
      <p className="muted">{t.whose[cause.whose]}</p>
    </div>
  );
}

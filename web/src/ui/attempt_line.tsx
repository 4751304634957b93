// SPDX-License-Identifier: Apache-2.0
import type {Attempt} from '@/api/accounts';
import {useNow} from '@/lib/now';
import {t} from '@/texts';
import {connectError} from '@/texts/connect_errors';
import {Moment} from './moment';

/** The last attempt to connect that failed: what happened, whose problem it is, when. */
export function AttemptLine({attempt, name}: {attempt: Attempt; name: string}) {
  const now = useNow();
  const left = attempt.retryAt ? (Date.parse(attempt.retryAt) - now) / 1000 : null;
  const {message, whose} = connectError(attempt.kind, {name, wait: left, said: attempt.message});
  return (
    <div>
      <p>{message}</p>
      <p className="muted">
        {t.whose[whose]} {t.card.untilTomorrow} <Moment time={attempt.failedAt} />.
      </p>
    </div>
  );
}

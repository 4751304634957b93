// SPDX-License-Identifier: Apache-2.0
import type {Attempt} from '@/api/accounts';
import type {Offer} from '@/api/offers';
import {useNow} from '@/lib/now';
import {t} from '@/texts';
import {connectError} from '@/texts/connect_errors';
import {Moment} from './moment';
import {OpenLink} from './open_link';

/** The last attempt to connect that failed: what happened, whose problem it is, when. */
export function AttemptLine({attempt, offer}: {attempt: Attempt; offer: Offer}) {
  const now = useNow();
  const left = attempt.retryAt ? (Date.parse(attempt.retryAt) - now) / 1000 : null;
  const {message, whose, offers} = connectError(attempt.kind, {
    name: offer.name,
    wait: left,
    said: attempt.message,
    isOwnApp: offer.memberApp === 'stored',
  });
  return (
    <div>
      <p>{message}</p>
      <p className="muted">
        {t.whose[whose]} {t.card.untilTomorrow} <Moment time={attempt.failedAt} />.
      </p>
      {offers === 'open' && <OpenLink offer={offer} />}
    </div>
  );
}

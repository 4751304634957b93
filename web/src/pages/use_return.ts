// SPDX-License-Identifier: Apache-2.0
import {useQuery} from '@tanstack/react-query';
import {useRouter} from '@tanstack/react-router';
import {useEffect, useState} from 'react';
import {accountsQuery} from '@/api/accounts';
import {useOffers} from '@/api/offers';
import {recall, type Leaving} from '@/lib/leaving';
import {readReturned, withoutReturned, type Returned} from '@/lib/returned';
import {toast} from '@/lib/toasts';
import {t} from '@/texts';
import {connectError} from '@/texts/connect_errors';

export interface Return {
  said: Returned;
  left: Leaving | null;
}

/**
 * The way back from a platform: told once as a toast, then gone from the address. Answers what was
 * said, for the card to be highlighted and for the choice after another account.
 */
export function useReturn(): Return | null {
  const router = useRouter();
  const {offers} = useOffers();
  const listing = useQuery(accountsQuery).data;
  const [back] = useState<Return | null>(() => {
    const said = readReturned(window.location.search);
    return said && {said, left: recall()};
  });
  const [isTold, setTold] = useState(false);

  useEffect(() => {
    if (!back) return;
    router.history.replace(withoutReturned(window.location.href));
  }, [back, router]);

  useEffect(() => {
    // The toast says the platform's name and the real wait, so it waits for them.
    if (!back || isTold || !offers || !listing) return;
    setTold(true);
    const {said} = back;
    const name = offers.find(({key}) => key === said.key)?.name ?? said.key;
    if (said.outcome === 'connected') {
      toast(t.returned.connected(name));
      return;
    }
    if (said.outcome === 'pending') {
      toast(t.returned.pending(name));
      return;
    }
    if (said.reason === 'other_account') return;
    const attempt = listing.attempts.find((one) => one.provider === said.key && one.kind === said.kind);
    const wait = attempt?.retryAt ? (Date.parse(attempt.retryAt) - Date.now()) / 1000 : null;
    const {message} = connectError(said.kind, {name, wait, said: attempt?.message});
    toast(t.returned.failed(message), 'failed');
  }, [back, isTold, offers, listing]);

  return back;
}

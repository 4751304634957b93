// SPDX-License-Identifier: Apache-2.0
import {useQuery} from '@tanstack/react-query';
import {Outlet, useRouter} from '@tanstack/react-router';
import {lazy, Suspense, useEffect, useState} from 'react';
import {useLiveUpdates} from '@/api/live';
import {noticesQuery} from '@/api/notices';
import {meQuery, takeFarewell} from '@/api/session';
import {ArrivalContext} from '@/ui/arrival';
import {Frame} from '@/ui/frame';
import {useReturn} from './use_return';

const OtherAccountDialog = lazy(() =>
  import('./other_account_dialog').then((module) => ({default: module.OtherAccountDialog})),
);

/** What every page behind the login has: the frame, the event stream, the way back. */
export function SignedIn() {
  const me = useQuery(meQuery).data;
  const notices = useQuery({...noticesQuery, enabled: Boolean(me)});
  const router = useRouter();
  const back = useReturn();
  const [isChosen, setChosen] = useState(false);
  useLiveUpdates(Boolean(me));
  useEffect(() => {
    if (me !== null) return;
    const why = takeFarewell();
    const next = why === 'ended' ? router.state.location.href : undefined;
    void router.navigate({to: '/login', search: {next, why}, replace: true});
  }, [me, router]);
  if (!me) return null;
  const isOther = back?.said.outcome === 'failed' && back.said.reason === 'other_account';
  return (
    <Frame isAdmin={me.user?.role === 'admin'} waiting={notices.data?.length ?? 0}>
      <ArrivalContext value={{key: back?.said.key || back?.left?.key || null}}>
        <Outlet />
      </ArrivalContext>
      <Suspense>{isOther && !isChosen && <OtherAccountDialog back={back} onClose={() => setChosen(true)} />}</Suspense>
    </Frame>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {useQuery} from '@tanstack/react-query';
import {Outlet, useNavigate, useRouterState} from '@tanstack/react-router';
import {useEffect} from 'react';
import {useLiveUpdates} from '@/api/live';
import {noticesQuery} from '@/api/notices';
import {meQuery} from '@/api/session';
import {Frame} from '@/ui/frame';

/** What every page behind the login has: the frame, the event stream, the way out. */
export function SignedIn() {
  const me = useQuery(meQuery).data;
  const notices = useQuery({...noticesQuery, enabled: Boolean(me)});
  const navigate = useNavigate();
  const href = useRouterState({select: (state) => state.location.href});
  useLiveUpdates(Boolean(me));
  useEffect(() => {
    if (me === null) void navigate({to: '/login', search: {next: href, why: 'ended'}, replace: true});
  }, [me, href, navigate]);
  if (!me) return null;
  return (
    <Frame isAdmin={me.user?.role === 'admin'} waiting={notices.data?.length ?? 0}>
      <Outlet />
    </Frame>
  );
}

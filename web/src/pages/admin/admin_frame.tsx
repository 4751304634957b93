// SPDX-License-Identifier: Apache-2.0
import {Outlet} from '@tanstack/react-router';
import {useIsAdmin} from '@/api/session';
import {t} from '@/texts';

/** The operator's pages. The server refuses members anyway; this says so in words. */
export function AdminFrame() {
  return useIsAdmin() ? <Outlet /> : <p>{t.admin.only}</p>;
}

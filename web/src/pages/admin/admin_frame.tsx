// SPDX-License-Identifier: Apache-2.0
import {Outlet} from '@tanstack/react-router';
import {useIsAdmin} from '@/api/session';
import {t} from '@/texts';
import {AskingForProof} from '@/ui/asking_for_proof';
import './admin.css';

/** The operator's pages. The server refuses members anyway; this says so in words. */
export function AdminFrame() {
  const isAdmin = useIsAdmin();
  if (!isAdmin) return <p>{t.admin.only}</p>;
  return (
    <AskingForProof>
      <Outlet />
    </AskingForProof>
  );
}

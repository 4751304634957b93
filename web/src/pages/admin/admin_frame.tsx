// SPDX-License-Identifier: Apache-2.0
import {Outlet} from '@tanstack/react-router';
import {useCallback, useState} from 'react';
import {ProofContext} from '@/api/proof';
import {useIsAdmin} from '@/api/session';
import {t} from '@/texts';
import './admin.css';
import {ProofDialog} from './proof_dialog';

interface Asked {
  given: () => void;
  declined: (error: Error) => void;
}

/** The operator's pages. The server refuses members anyway; this says so in words. */
export function AdminFrame() {
  const isAdmin = useIsAdmin();
  const [asked, setAsked] = useState<Asked | null>(null);
  const prove = useCallback(
    () => new Promise<void>((given, declined) => setAsked({given, declined})),
    [],
  );
  if (!isAdmin) return <p>{t.admin.only}</p>;
  const end = (then: (asked: Asked) => void) => {
    if (asked) then(asked);
    setAsked(null);
  };
  return (
    <ProofContext value={prove}>
      <Outlet />
      {asked && (
        <ProofDialog
          onProven={() => end(({given}) => given())}
          onClose={(error) => end(({declined}) => declined(error))}
        />
      )}
    </ProofContext>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {lazy, Suspense, useCallback, useState, type ReactNode} from 'react';
import {ProofContext} from '@/api/proof';

const ProofDialog = lazy(() =>
  import('./proof_dialog').then((module) => ({default: module.ProofDialog})),
);

interface Asked {
  given: () => void;
  declined: (error: Error) => void;
}

/** What in here needs a password that was given lately has it asked for. */
export function AskingForProof({children}: {children: ReactNode}) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const prove = useCallback(
    () => new Promise<void>((given, declined) => setAsked({given, declined})),
    [],
  );
  const end = (then: (asked: Asked) => void) => {
    if (asked) then(asked);
    setAsked(null);
  };
  return (
    <ProofContext value={prove}>
      {children}
      <Suspense>
        {asked && (
          <ProofDialog
            onProven={() => end(({given}) => given())}
            onClose={(error) => end(({declined}) => declined(error))}
          />
        )}
      </Suspense>
    </ProofContext>
  );
}

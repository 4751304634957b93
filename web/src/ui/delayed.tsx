// SPDX-License-Identifier: Apache-2.0
import {useEffect, useState, type ReactNode} from 'react';

/** Shows its content only if it is still wanted after a moment: what is fast needs no skeleton. */
export function Delayed({ms = 300, children}: {ms?: number; children: ReactNode}) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return isShown ? children : null;
}

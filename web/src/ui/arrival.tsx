// SPDX-License-Identifier: Apache-2.0
import {createContext, useContext, useEffect, useState, type RefObject} from 'react';

/** The integration somebody comes back to from its platform; null: nobody came back. */
export const ArrivalContext = createContext<{key: string | null}>({key: null});

const stays = 8000;
// It is told once for each load of the page, not again when one comes back to the list.
const told = new Set<string>();

/** Whether this card is the one somebody came back to: it has the focus then, and stands out. */
export function useArrival(key: string, focus: RefObject<HTMLElement | null>): boolean {
  const arrived = useContext(ArrivalContext).key === key;
  const [isFresh, setFresh] = useState(() => arrived && !told.has(key));
  useEffect(() => {
    if (!isFresh) return;
    told.add(key);
    // A dialog that is open keeps the focus.
    if (!document.querySelector('dialog[open]')) {
      focus.current?.focus({preventScroll: true});
      focus.current?.scrollIntoView({block: 'center'});
    }
    const timer = setTimeout(() => setFresh(false), stays);
    return () => clearTimeout(timer);
  }, [isFresh, key, focus]);
  return isFresh;
}

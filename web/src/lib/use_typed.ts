// SPDX-License-Identifier: Apache-2.0
import {useEffect, useState} from 'react';

/** After the last letter; the address is read by people and by "back", who both take longer. */
const rest = 150;

/**
 * What is typed into a search counts at once; the address is told once the hand rests, as that draws
 * the whole page anew. `said` is what the address says: where somebody else changed it, that counts.
 */
export function useTyped(said: string, tell: (typed: string) => void): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(said);
  const [seen, setSeen] = useState(said);
  const [told, setTold] = useState(said);
  if (said !== seen) {
    setSeen(said);
    if (said !== told) setTyped(said);
    setTold(said);
  }
  useEffect(() => {
    if (typed === said) return undefined;
    const timer = setTimeout(() => {
      setTold(typed);
      tell(typed);
    }, rest);
    return () => clearTimeout(timer);
  });
  return [typed, setTyped];
}

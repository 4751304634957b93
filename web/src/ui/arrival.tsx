// SPDX-License-Identifier: Apache-2.0
import {createContext, useContext} from 'react';

/** The card somebody comes back to: it is highlighted and has the focus. */
export interface Arrival {
  /** The integration's key; null: nobody came back. */
  key: string | null;
}

export const ArrivalContext = createContext<Arrival>({key: null});

export function useArrival(): Arrival {
  return useContext(ArrivalContext);
}

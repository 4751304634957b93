// SPDX-License-Identifier: Apache-2.0
import {createContext, useContext} from 'react';
import {isProblem} from './problem';

/** Asks for the password again; rejects when the user would rather not. */
export const ProofContext = createContext<() => Promise<void>>(() => Promise.reject(new Error('no proof')));

/** Runs what may need a password that was given lately, and again once it was. */
export function useProven() {
  const prove = useContext(ProofContext);
  return async <T,>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      if (!isProblem(error, 'reauth_required')) throw error;
      await prove();
      return act();
    }
  };
}

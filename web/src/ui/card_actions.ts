// SPDX-License-Identifier: Apache-2.0
import {createContext, useContext} from 'react';
import type {Account} from '@/api/accounts';
import type {Integration} from '@/lib/status';

/** What cards and lists of accounts can ask for; the page that shows them does it. */
export interface CardActions {
  /** The key of the integration that is being opened. */
  opening: string | null;
  /** The key of the integration whose reconnect was refused as one too many, until it may be tried again. */
  waiting: string | null;
  /** The id of the account that is being refreshed. */
  refreshing: string | null;
  add: (integration: Integration) => void;
  reconnect: (account: Account) => void;
  retry: (account: Account) => void;
  disconnect: (account: Account) => void;
  /** The reversible alternative: until it is resumed applications get no tokens. */
  pause: (integration: Integration) => void;
  resume: (integration: Integration) => void;
}

export const CardActionsContext = createContext<CardActions | null>(null);

export function useCardActions(): CardActions {
  const actions = useContext(CardActionsContext);
  if (!actions) throw new Error('a card outside of a page that acts for it');
  return actions;
}

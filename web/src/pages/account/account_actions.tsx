// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import type {Account} from '@/api/accounts';
import {actionOf} from '@/lib/status';
import {t} from '@/texts';
import {useCardActions} from '@/ui/card_actions';

interface Props {
  account: Account;
  name: string;
  settingsUrl?: string;
}

/** Reconnect or refresh, whichever helps, first; disconnecting last. */
export function AccountActions({account, name, settingsUrl}: Props) {
  const actions = useCardActions();
  const isOpening = actions.opening === account.provider;
  const isRefreshing = actions.refreshing === account.id;
  const mustWait = actions.waiting === account.provider;
  const needsConsent = actionOf(account) === 'reconnect';
  const reconnect = (
    <Button
      key="reconnect"
      variant={needsConsent ? 'filled' : 'default'}
      disabled={mustWait}
      aria-disabled={isOpening}
      onClick={() => !isOpening && actions.reconnect(account)}
    >
      {isOpening ? t.card.opening(name) : t.card.reconnect}
    </Button>
  );
  const refresh = (
    <Button
      key="refresh"
      variant="default"
      aria-disabled={isRefreshing}
      onClick={() => !isRefreshing && actions.retry(account)}
    >
      {isRefreshing ? t.account.refreshing : t.account.refreshNow}
    </Button>
  );
  return (
    <div className="row">
      {needsConsent ? reconnect : refresh}
      {!needsConsent && reconnect}
      {settingsUrl && (
        <Button variant="default" component="a" href={settingsUrl} target="_blank" rel="noreferrer">
          {t.card.open(name)} <span className="hidden">({t.opensNewWindow})</span>
        </Button>
      )}
      <Button variant="quiet" c="var(--red)" onClick={() => actions.disconnect(account)}>
        {t.card.disconnect(name)}
      </Button>
    </div>
  );
}

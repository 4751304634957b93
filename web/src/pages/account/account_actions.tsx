// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useCheck, type Account} from '@/api/accounts';
import {actionOf} from '@/lib/status';
import {announce} from '@/lib/toasts';
import {t} from '@/texts';
import {outcomeOf} from '@/texts/checks';
import {useCardActions} from '@/ui/card_actions';
import {CheckResult} from './check_result';

interface Props {
  account: Account;
  name: string;
  settingsUrl?: string;
  /** What was typed in cannot be renewed, only checked. */
  isTyped: boolean;
}

/** Reconnect or refresh, whichever helps, first; disconnecting last. What a check said stands below. */
export function AccountActions({account, name, settingsUrl, isTyped}: Props) {
  const actions = useCardActions();
  const isOpening = actions.opening === account.provider;
  const isRefreshing = actions.refreshing === account.id;
  const mustWait = actions.waiting === account.provider;
  const check = useCheck(account.id);
  const runCheck = () =>
    check.mutate(undefined, {
      onSuccess: (checked) =>
        announce(
          checked.works
            ? t.account.works(name, checked.latencyMs ?? 0)
            : outcomeOf(checked, name).message,
        ),
    });
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
    <>
      <div className="row">
        {needsConsent ? reconnect : !isTyped && refresh}
        <Button
          variant="default"
          aria-disabled={check.isPending}
          onClick={() => !check.isPending && runCheck()}
        >
          {check.isPending ? t.account.checking : t.account.checkNow}
        </Button>
        {!needsConsent && reconnect}
        {settingsUrl && (
          <Button variant="default" component="a" href={settingsUrl} target="_blank" rel="noreferrer">
            {t.card.open(name)} <span className="hidden">({t.opensNewWindow})</span>
          </Button>
        )}
        <Button variant="quiet" c="var(--red)" ms="auto" onClick={() => actions.disconnect(account)}>
          {t.card.disconnect(name)}
        </Button>
      </div>
      <CheckResult check={check} name={name} />
    </>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {lazy, Suspense, useState, type ReactNode} from 'react';
import type {Account} from '@/api/accounts';
import {isFormOffer} from '@/api/offers';
import type {Integrations} from '@/api/use_integrations';
import type {Integration} from '@/lib/status';
import {toast} from '@/lib/toasts';
import {t} from '@/texts';
import {failureOf} from '@/texts/failures';
import {CardActionsContext, type CardActions} from './card_actions';
import {useWait} from './use_wait';

const ConnectWizard = lazy(() =>
  import('./connect_wizard').then((module) => ({default: module.ConnectWizard})),
);
const ConnectForm = lazy(() =>
  import('./connect_form').then((module) => ({default: module.ConnectForm})),
);
const DisconnectDialog = lazy(() =>
  import('./disconnect_dialog').then((module) => ({default: module.DisconnectDialog})),
);

interface Props {
  all: Integrations;
  /** Where a connect that begins here comes back to. */
  redirectUrl?: string;
  /** What has the focus once an account is gone, and its card with it. */
  onDisconnected?: () => void;
  children: ReactNode;
}

function tell(error: unknown) {
  toast(failureOf(error).message, 'failed');
}

/** Does what cards ask for: opens the wizard or the dialog, calls the server, says how it went. */
export function ActingOnCards({all, redirectUrl, onDisconnected, children}: Props) {
  const [chosen, setAdding] = useState<Integration | null>(null);
  // As it is now: what is done in the wizard may change what is offered.
  const adding = all.integrations.find(({offer}) => offer.key === chosen?.offer.key) ?? chosen;
  /** The account whose credential is typed in anew. */
  const [renewing, setRenewing] = useState<Account | null>(null);
  const [leaving, setLeaving] = useState<Account | null>(null);
  /** Whose reconnect was refused last, and why. */
  const [refused, setRefused] = useState<{key: string; error: unknown} | null>(null);
  const mustWait = useWait(refused?.error);
  const {refresh, disconnect, pause} = all;
  const offerOf = (account: Account) =>
    all.integrations.find(({offer}) => offer.key === account.provider)?.offer;
  const nameOf = (account: Account) => offerOf(account)?.name ?? account.provider;
  const formOffer = renewing ? offerOf(renewing) : adding?.offer;
  const hasForm = formOffer !== undefined && isFormOffer(formOffer);
  const close = () => {
    setAdding(null);
    setRenewing(null);
  };
  const reconnect = (account: Account) => {
    const offer = offerOf(account);
    if (offer && isFormOffer(offer)) setRenewing(account);
    else {
      void all.reconnect(account, redirectUrl).catch((error: unknown) => {
        setRefused({key: account.provider, error});
        tell(error);
      });
    }
  };

  const retry = (account: Account) =>
    refresh.mutate(account, {
      onSuccess: ({success, message}) =>
        success ? toast(t.account.refreshed) : toast(t.account.notRefreshed(message), 'failed'),
      onError: tell,
    });

  const confirm = (keepData: boolean) => {
    if (!leaving) return;
    const done = ({message}: {message: string}) => {
      toast(message || t.disconnect.done(nameOf(leaving)));
      setLeaving(null);
      onDisconnected?.();
    };
    disconnect.mutate({id: leaving.id, keepData}, {onSuccess: done});
  };

  const use = ({offer}: Integration, isEnabled: boolean) => {
    const done = isEnabled ? t.account.resumedNow : t.account.pausedNow;
    pause.mutate({key: offer.key, isEnabled}, {onSuccess: () => toast(done(offer.name)), onError: tell});
  };

  const actions: CardActions = {
    opening: all.opening,
    waiting: mustWait && refused ? refused.key : null,
    refreshing: refresh.isPending ? refresh.variables.id : null,
    add: setAdding,
    reconnect,
    retry,
    disconnect: (account) => {
      disconnect.reset();
      setLeaving(account);
    },
    pause: (integration) => use(integration, false),
    resume: (integration) => use(integration, true),
  };
  return (
    <CardActionsContext value={actions}>
      {children}
      <Suspense>
        {hasForm && (
          <ConnectForm offer={formOffer} account={renewing} redirectUrl={redirectUrl} onClose={close} />
        )}
        {adding && !hasForm && (
          <ConnectWizard
            integration={adding}
            isOpening={all.opening === adding.offer.key}
            onGo={(wish) => all.connect({redirectUrl, ...wish})}
            onClose={() => setAdding(null)}
          />
        )}
        {leaving && (
          <DisconnectDialog
            account={leaving}
            name={nameOf(leaving)}
            isBusy={disconnect.isPending}
            error={disconnect.error}
            onConfirm={confirm}
            onClose={() => setLeaving(null)}
          />
        )}
      </Suspense>
    </CardActionsContext>
  );
}

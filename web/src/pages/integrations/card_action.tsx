// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {Link} from '@tanstack/react-router';
import {useIsAdmin} from '@/api/session';
import {useNow} from '@/lib/now';
import type {Integration} from '@/lib/status';
import {at} from '@/lib/time';
import {t} from '@/texts';
import {connectErrors, type Kind} from '@/texts/connect_errors';
import {useCardActions} from '@/ui/card_actions';
import {ManageLink} from './manage_link';

interface Props {
  integration: Integration;
}

/** What another try is called after one that failed. */
function retryWords({offer, attempt}: Integration): {words: string; label: string} {
  const known = attempt && connectErrors[attempt.kind as Kind];
  switch (known?.({name: offer.name}).offers) {
    case 'reconnect':
      return {words: t.card.reconnect, label: t.card.reconnectOf(offer.name)};
    case 'connect':
      return {words: t.card.connect, label: t.card.connectOf(offer.name)};
    default:
      return {words: t.card.retry, label: t.card.retryOf(offer.name)};
  }
}

/** The card's one primary action, by its state. */
export function CardAction({integration}: Props) {
  const {offer, accounts, attempt, action} = integration;
  const actions = useCardActions();
  const isAdmin = useIsAdmin();
  const now = useNow();
  const worst = accounts[0];

  if (actions.opening === offer.key) {
    return (
      <Button data-busy aria-disabled variant="default">
        {t.card.opening(offer.name)}
      </Button>
    );
  }
  const isRefreshing = accounts.some((account) => account.id === actions.refreshing);
  const waitsUntil = attempt?.kind === 'rate_limited' ? attempt.retryAt : null;
  const mustWait = waitsUntil && Date.parse(waitsUntil) > now;
  switch (action) {
    case 'set_up':
      return isAdmin ? (
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/admin/integrations" search={{provider: offer.provider}} {...props} />}
          aria-label={t.card.setUpOf(offer.name)}
        >
          {t.card.setUp}
        </Button>
      ) : (
        <p className="muted">{t.card.askAdmin}</p>
      );
    case 'none':
      return <p className="muted">{t.card.isOff}</p>;
    case 'manage':
      return <ManageLink integration={integration} />;
    case 'resume':
      return (
        <Button variant="default" onClick={() => actions.resume(integration)} aria-label={t.card.resumeOf(offer.name)}>
          {t.card.resume}
        </Button>
      );
    case 'reconnect':
      return (
        <Button
          disabled={actions.waiting === offer.key}
          onClick={() => worst && actions.reconnect(worst)}
          aria-label={t.card.reconnectOf(offer.name)}
        >
          {t.card.reconnect}
        </Button>
      );
    case 'retry': {
      if (mustWait) return <Button disabled>{t.card.wait(at(waitsUntil, now))}</Button>;
      const retry = () => (worst ? actions.retry(worst) : actions.add(integration));
      const {words, label} = worst ? {words: t.card.retry, label: t.card.retryOf(offer.name)} : retryWords(integration);
      return (
        <Button
          variant={worst ? 'default' : 'filled'}
          aria-disabled={isRefreshing}
          onClick={() => !isRefreshing && retry()}
          aria-label={isRefreshing ? undefined : label}
        >
          {isRefreshing ? t.card.refreshing : words}
        </Button>
      );
    }
    case 'add':
      return (
        <Button onClick={() => actions.add(integration)} aria-label={t.card.addOf(offer.name)}>
          {t.card.add}
        </Button>
      );
  }
}

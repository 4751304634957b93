// SPDX-License-Identifier: Apache-2.0
import {ActionIcon, Menu} from '@mantine/core';
import {Link} from '@tanstack/react-router';
import {isConnectable, type Integration} from '@/lib/status';
import {t} from '@/texts';
import {Icon} from '@/ui/icons';
import {useCardActions} from '@/ui/card_actions';

/** All that is not the card's primary action. */
export function CardMenu({integration}: {integration: Integration}) {
  const {offer, accounts, action} = integration;
  const actions = useCardActions();
  const only = accounts.length === 1 ? accounts[0] : undefined;
  const mayAdd = isConnectable(offer);
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size={36} variant="transparent" c="inherit" aria-label={t.card.more(offer.name)}>
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {only && action !== 'manage' && (
          <Menu.Item renderRoot={(props) => <Link to="/accounts/$id" params={{id: only.id}} {...props} />}>
            {t.card.manage}
          </Menu.Item>
        )}
        {accounts.length > 0 && mayAdd && (
          <Menu.Item onClick={() => actions.add(integration)}>{t.card.addAnother}</Menu.Item>
        )}
        {only && action === 'manage' && (
          <>
            <Menu.Item onClick={() => actions.retry(only)}>{t.card.refresh}</Menu.Item>
            <Menu.Item onClick={() => actions.reconnect(only)}>{t.card.reconnect}</Menu.Item>
          </>
        )}
        {accounts.length > 0 && !offer.isPaused && (
          <Menu.Item onClick={() => actions.pause(integration)}>{t.card.pause(offer.name)}</Menu.Item>
        )}
        {accounts.length > 0 && offer.isPaused && action !== 'resume' && (
          <Menu.Item onClick={() => actions.resume(integration)}>{t.card.resumeOf(offer.name)}</Menu.Item>
        )}
        <Menu.Item
          renderRoot={(props) => <Link to="/integrations/$key" params={{key: offer.key}} {...props} />}
        >
          {t.card.about(offer.name)}
        </Menu.Item>
        {offer.settingsUrl && (
          <Menu.Item component="a" href={offer.settingsUrl} target="_blank" rel="noreferrer">
            {t.card.open(offer.name)} <span className="hidden">({t.opensNewWindow})</span>
          </Menu.Item>
        )}
        {only && (
          <Menu.Item data-danger onClick={() => actions.disconnect(only)}>
            {t.card.disconnect(offer.name)}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

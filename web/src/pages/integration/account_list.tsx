// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {Link} from '@tanstack/react-router';
import {actionOf, labelOf, stateOf, type Integration} from '@/lib/status';
import {t} from '@/texts';
import {useCardActions} from '@/ui/card_actions';
import {CauseLine} from '@/ui/cause_line';
import {Freshness} from '@/ui/freshness';
import {StatusChip} from '@/ui/status_chip';
import css from './account_list.module.css';

/** Each account with its own state and its own actions. */
export function AccountList({integration}: {integration: Integration}) {
  const {offer, accounts} = integration;
  const actions = useCardActions();
  return (
    <ul className={css.accounts}>
      {accounts.map((account) => {
        const label = labelOf(account) || t.account.unnamed;
        const action = actionOf(account);
        return (
          <li key={account.id}>
            <div className={css.what}>
              <div className="row">
                <Link to="/accounts/$id" params={{id: account.id}}>
                  {label}
                </Link>
                <StatusChip state={stateOf(account)} />
              </div>
              <CauseLine account={account} name={offer.name} />
              {stateOf(account) === 'active' && <Freshness account={account} />}
            </div>
            <div className="row">
              {action === 'reconnect' && (
                <Button
                  disabled={actions.waiting === offer.key}
                  onClick={() => actions.reconnect(account)}
                  aria-label={`${t.card.reconnect}: ${label}`}
                >
                  {t.card.reconnect}
                </Button>
              )}
              {action === 'retry' && (
                <Button
                  variant="default"
                  onClick={() => actions.retry(account)}
                  aria-label={`${t.card.retry}: ${label}`}
                >
                  {t.card.retry}
                </Button>
              )}
              <Button
                variant="default"
                aria-label={`${t.card.manage}: ${label}`}
                renderRoot={(props) => <Link to="/accounts/$id" params={{id: account.id}} {...props} />}
              >
                {t.card.manage}
              </Button>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {useRef} from 'react';
import {labelOf, type Integration} from '@/lib/status';
import {t} from '@/texts';
import {AttemptLine} from '@/ui/attempt_line';
import {CauseLine} from '@/ui/cause_line';
import {Freshness} from '@/ui/freshness';
import {Monogram} from '@/ui/monogram';
import {StatusChip} from '@/ui/status_chip';
import {useArrival} from '@/ui/arrival';
import {CardAction} from './card_action';
import {useCardActions} from '@/ui/card_actions';
import {CardMenu} from './card_menu';
import css from './integration_card.module.css';

function Body({integration}: {integration: Integration}) {
  const {offer, accounts, attempt, state} = integration;
  const worst = accounts[0];
  if (!worst && attempt) return <AttemptLine attempt={attempt} offer={offer} />;
  if (!worst) return <p className="muted">{offer.benefits[0]}</p>;
  const label = labelOf(worst) || t.account.unnamed;
  return (
    <>
      <p className={css.account} dir="auto" title={label}>
        {accounts.length > 1 ? `${t.card.accounts(accounts.length)} · ${label}` : label}
      </p>
      <CauseLine account={worst} name={offer.name} />
      {state === 'active' && <Freshness account={worst} />}
      {state === 'paused' && <p className="muted">{t.card.paused}</p>}
      {attempt && <AttemptLine attempt={attempt} offer={offer} />}
    </>
  );
}

/** One integration: what it is, how it stands, the one thing to do next. */
export function IntegrationCard({integration}: {integration: Integration}) {
  const {offer, state} = integration;
  const {opening} = useCardActions();
  const heading = useRef<HTMLHeadingElement>(null);
  const isArrival = useArrival(offer.key, heading);
  return (
    <article
      className={css.card}
      data-integration={offer.key}
      data-highlighted={isArrival || undefined}
      aria-busy={opening === offer.key || undefined}
    >
      <header className={css.head}>
        <Monogram name={offer.name} category={offer.categories[0]} />
        <div className={css.name}>
          <h2 ref={heading} tabIndex={-1}>
            {offer.name}
          </h2>
          <p className="muted">{offer.summary}</p>
        </div>
        <StatusChip state={opening === offer.key ? 'connecting' : state} />
      </header>
      <div className={css.body}>
        <Body integration={integration} />
      </div>
      <footer className={css.foot}>
        <CardAction integration={integration} />
        <CardMenu integration={integration} />
      </footer>
    </article>
  );
}

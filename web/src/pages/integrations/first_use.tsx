// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {Link} from '@tanstack/react-router';
import {useIsAdmin} from '@/api/session';
import type {Integration} from '@/lib/status';
import {t} from '@/texts';
import {useCardActions} from '@/ui/card_actions';
import css from './empty.module.css';
import {IntegrationCard} from './integration_card';
import cards from './integration_card.module.css';

/** The sandbox's house platform: needs no account anywhere. */
const demoProvider = 'acme';
const most = 3;

function NothingOffered() {
  const isAdmin = useIsAdmin();
  return (
    <section className={css.empty}>
      <h2>{t.empty.nothingOffered}</h2>
      <p>{isAdmin ? t.empty.nothingOfferedAdmin : t.empty.nothingOfferedMember}</p>
      {isAdmin && (
        <Button renderRoot={(props) => <Link to="/admin/integrations" {...props} />}>{t.empty.setUpFirst}</Button>
      )}
    </section>
  );
}

interface Props {
  integrations: Integration[];
  onBrowse: () => void;
}

/** Before the first account: what it is good for, and where to begin. */
export function FirstUse({integrations, onBrowse}: Props) {
  const actions = useCardActions();
  const offered = integrations.filter(({offer}) => offer.state === 'available');
  if (offered.length === 0) return <NothingOffered />;
  const demo = offered.find(({offer}) => offer.provider === demoProvider);
  const recommended = offered.filter((one) => one !== demo).slice(0, most);
  return (
    <>
      <section className={css.empty}>
        <h2>{t.empty.title}</h2>
        <p>{t.empty.body}</p>
        <div className="row">
          {demo && (
            <Button variant={recommended.length > 0 ? 'default' : 'filled'} onClick={() => actions.add(demo)}>
              {t.empty.demo}
            </Button>
          )}
          <Button variant="default" onClick={onBrowse}>
            {t.empty.browse}
          </Button>
        </div>
      </section>
      <ul className={cards.grid}>
        {(recommended.length > 0 ? recommended : offered).map((one) => (
          <li key={one.offer.key}>
            <IntegrationCard integration={one} />
          </li>
        ))}
      </ul>
    </>
  );
}

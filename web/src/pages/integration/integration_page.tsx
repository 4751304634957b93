// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {getRouteApi} from '@tanstack/react-router';
import {useIntegrations} from '@/api/use_integrations';
import {isConnectable, type Integration} from '@/lib/status';
import {t} from '@/texts';
import {ActingOnCards} from '@/ui/acting_on_cards';
import {AttemptLine} from '@/ui/attempt_line';
import {BackLink} from '@/ui/back_link';
import {useCardActions} from '@/ui/card_actions';
import {Delayed} from '@/ui/delayed';
import {Failure} from '@/ui/failure';
import {OwnAppPanel} from '@/ui/own_app_panel';
import {Page} from '@/ui/page';
import {Panel} from '@/ui/panel';
import {StatusChip} from '@/ui/status_chip';
import {AboutPanel} from './about_panel';
import {AccountList} from './account_list';
import {PausePanel} from './pause_panel';

const route = getRouteApi('/inside/integrations/$key');

function AddButton({integration}: {integration: Integration}) {
  const actions = useCardActions();
  const {offer, accounts} = integration;
  if (!isConnectable(offer)) return null;
  if (actions.opening === offer.key) {
    return (
      <Button variant="default" aria-disabled>
        {t.card.opening(offer.name)}
      </Button>
    );
  }
  return (
    <Button onClick={() => actions.add(integration)}>
      {accounts.length > 0 ? t.card.addAnother : t.card.add}
    </Button>
  );
}

function Content({integration}: {integration: Integration}) {
  const {offer, accounts, attempt, state} = integration;
  return (
    <>
      <Panel
        title={t.account.accountsOf(offer.name)}
        action={accounts.length === 0 ? <StatusChip state={state} /> : undefined}
      >
        {attempt && <AttemptLine attempt={attempt} offer={offer} />}
        {accounts.length === 0 ? <p>{t.account.noAccounts}</p> : <AccountList integration={integration} />}
      </Panel>
      <PausePanel offerKey={offer.key} name={offer.name} />
      <OwnAppPanel offer={offer} />
      <AboutPanel offer={offer} />
    </>
  );
}

/** One integration: the user's accounts there, whether it is paused, what it reads and writes. */
export function IntegrationPage() {
  const {key} = route.useParams();
  const all = useIntegrations();
  const integration = all.integrations.find(({offer}) => offer.key === key);
  const isLooking = !integration && !all.error && (all.loading || !all.isComplete);
  const isGone = !integration && !all.error && !isLooking;
  return (
    <ActingOnCards all={all} redirectUrl={`${window.location.origin}/integrations/${encodeURIComponent(key)}`}>
      <Page
        title={isGone ? t.notFound.title : (integration?.offer.name ?? t.loading)}
        before={<BackLink to="/integrations">{t.account.back}</BackLink>}
        action={integration && <AddButton integration={integration} />}
        below={integration && <p className="muted">{integration.offer.summary}</p>}
      >
        <Failure error={all.error} />
        {isGone && <p>{t.notFound.body}</p>}
        {integration && <Content integration={integration} />}
        {isLooking && (
          <Delayed>
            <p className="muted">{t.loading}</p>
          </Delayed>
        )}
      </Page>
    </ActingOnCards>
  );
}

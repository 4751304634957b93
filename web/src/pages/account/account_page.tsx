// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {getRouteApi, useNavigate} from '@tanstack/react-router';
import {accountQuery, type Account} from '@/api/accounts';
import {isFormOffer} from '@/api/offers';
import {isProblem} from '@/api/problem';
import {useIntegrations} from '@/api/use_integrations';
import {labelOf, stateOf, type Integration} from '@/lib/status';
import {t} from '@/texts';
import {ActingOnCards} from '@/ui/acting_on_cards';
import {BackLink} from '@/ui/back_link';
import {CauseLine} from '@/ui/cause_line';
import {Delayed} from '@/ui/delayed';
import {Failure} from '@/ui/failure';
import {Page} from '@/ui/page';
import {Panel} from '@/ui/panel';
import {StatusChip} from '@/ui/status_chip';
import {AccountActions} from './account_actions';
import css from './account_page.module.css';
import {AccountFacts} from './account_facts';
import {ActivityPanel} from './activity_panel';
import {MetadataPanel} from './metadata_panel';
import {ScopesPanel} from './scopes_panel';

const route = getRouteApi('/inside/accounts/$id');

function Gone() {
  return (
    <Page title={t.account.gone} before={<BackLink to="/integrations">{t.account.back}</BackLink>}>
      <p>{t.account.goneBody}</p>
    </Page>
  );
}

function Content({account, integration}: {account: Account; integration: Integration | undefined}) {
  const offer = integration?.offer;
  const name = offer?.name ?? account.provider;
  return (
    <div className={css.columns}>
      <div className={css.column}>
        <Panel title={t.account.status} action={<StatusChip state={stateOf(account)} />}>
          <CauseLine account={account} name={name} />
          <AccountFacts account={account} />
          <AccountActions
            account={account}
            name={name}
            settingsUrl={offer?.settingsUrl ?? undefined}
            isTyped={offer !== undefined && isFormOffer(offer) && !account.expiresAt}
          />
        </Panel>
        <ScopesPanel account={account} name={name} scopes={offer?.scopes ?? []} />
      </div>
      <div className={css.column}>
        <MetadataPanel account={account} />
        <ActivityPanel id={account.id} name={name} />
      </div>
    </div>
  );
}

/** One connected account: how it stands, what it may do, what happened to it. */
export function AccountPage() {
  const {id} = route.useParams();
  const all = useIntegrations();
  const navigate = useNavigate();
  const {data: account, error, refetch} = useQuery(accountQuery(id));
  if (isProblem(error, 'not_found') || isProblem(error, 'invalid')) return <Gone />;
  const integration = all.integrations.find(({offer}) => offer.key === account?.provider);
  const name = integration?.offer.name ?? account?.provider ?? '';
  const isOne = (integration?.accounts.length ?? 0) < 2;
  return (
    <ActingOnCards
      all={all}
      redirectUrl={`${window.location.origin}/accounts/${id}`}
      onDisconnected={() => void navigate({to: '/integrations'})}
    >
      <Page
        title={account ? `${name}: ${labelOf(account) || t.account.unnamed}` : t.loading}
        before={
          isOne ? (
            <BackLink to="/integrations">{t.account.back}</BackLink>
          ) : (
            <BackLink to="/integrations/$key" params={{key: account?.provider ?? ''}}>
              {t.account.accountsOf(name)}
            </BackLink>
          )
        }
      >
        {error && (
          <>
            <Failure error={error} />
            <Button variant="default" onClick={() => void refetch()} w="fit-content">
              {t.tryAgain}
            </Button>
          </>
        )}
        {account ? (
          <Content account={account} integration={integration} />
        ) : (
          !error && (
            <Delayed>
              <p className="muted">{t.loading}</p>
            </Delayed>
          )
        )}
      </Page>
    </ActingOnCards>
  );
}

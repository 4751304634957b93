// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {getRouteApi, Link} from '@tanstack/react-router';
import {useState} from 'react';
import {providersQuery, type Provider} from '@/api/admin';
import {useOffers} from '@/api/offers';
import {t} from '@/texts';
import {Failure} from '@/ui/failure';
import {Page} from '@/ui/page';
import {defaultRedirectUri, ProviderDialog} from './provider_dialog';
import {ProviderItem} from './provider_item';

const route = getRouteApi('/inside/admin/integrations');

/** The platforms that this workspace has registered apps with. */
export function ProvidersPage() {
  const {provider: asked} = route.useSearch();
  const navigate = route.useNavigate();
  const providers = useQuery(providersQuery);
  const {offers} = useOffers();
  const [edited, setEdited] = useState<Provider | null>(null);

  // A card that needs set-up leads here with its platform.
  const offered = offers?.find((offer) => offer.provider === asked && offer.state === 'needs_setup');
  const wanted = offered && {provider: offered.provider, name: offered.name, guideUrl: offered.guideUrl};
  const redirectUriOf = (provider = '') =>
    offers?.find((offer) => offer.provider === provider)?.redirectUri || defaultRedirectUri(provider);
  const close = () => {
    setEdited(null);
    if (asked) void navigate({search: {}, replace: true});
  };
  return (
    <Page
      title={t.admin.integrations.title}
      action={
        <Button renderRoot={(props) => <Link to="/admin/marketplace" {...props} />}>{t.admin.integrations.add}</Button>
      }
      below={<p className="muted">{t.admin.integrations.lead}</p>}
    >
      <Failure error={providers.error} />
      {providers.data?.length === 0 && <p>{t.admin.integrations.none}</p>}
      <ul className="admin-list">
        {providers.data?.map((one) => (
          <li key={one.key}>
            <ProviderItem item={one} onEdit={() => setEdited(one)} />
          </li>
        ))}
      </ul>
      {(wanted || edited) && (
        <ProviderDialog
          key={edited?.key ?? wanted?.provider}
          item={edited}
          chosen={wanted ?? null}
          redirectUri={edited?.redirectUri ?? redirectUriOf(wanted?.provider)}
          onClose={close}
        />
      )}
    </Page>
  );
}

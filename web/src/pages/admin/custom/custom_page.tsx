// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {getRouteApi} from '@tanstack/react-router';
import {useState} from 'react';
import {customQuery, useReloadProviders, type CustomProvider} from '@/api/custom';
import {toast} from '@/lib/toasts';
import {t} from '@/texts';
import {BackLink} from '@/ui/back_link';
import {Failure} from '@/ui/failure';
import {Page} from '@/ui/page';
import {defaultRedirectUri, ProviderDialog} from '../integrations/provider_dialog';
import {CustomDialog} from './custom_dialog';
import {CustomItem} from './custom_item';

const route = getRouteApi('/inside/admin/custom');

/** Platforms that do not come with Fairlead: of the server's files, and added here. */
export function CustomPage() {
  const words = t.admin.custom;
  const {add} = route.useSearch();
  const navigate = route.useNavigate();
  const providers = useQuery(customQuery);
  const reload = useReloadProviders();
  const [edited, setEdited] = useState<CustomProvider | null>(null);
  const [chosen, setChosen] = useState<CustomProvider | null>(null);

  const readAgain = () =>
    reload.mutate(undefined, {
      onSuccess: (items) => toast(words.reloaded(items.filter(({faults}) => faults.length > 0).length)),
    });
  const close = () => {
    setEdited(null);
    if (add !== undefined) void navigate({search: {}, replace: true});
  };
  return (
    <Page
      title={words.title}
      before={<BackLink to="/admin/marketplace">{t.admin.marketplace.title}</BackLink>}
      action={<Button onClick={() => void navigate({search: {add: ''}})}>{words.add}</Button>}
      below={<p className="muted">{words.lead}</p>}
    >
      <Button variant="default" w="fit-content" disabled={reload.isPending} onClick={readAgain}>
        {words.reload}
      </Button>
      <Failure error={reload.error ?? providers.error} />
      {providers.data?.length === 0 && <p>{words.none}</p>}
      <ul className="admin-list">
        {providers.data?.map((one) => (
          <li key={one.id}>
            <CustomItem item={one} onEdit={() => setEdited(one)} onSetUp={() => setChosen(one)} />
          </li>
        ))}
      </ul>
      {(add !== undefined || edited) && (
        <CustomDialog key={edited?.id ?? ''} item={edited} name={add ?? ''} onClose={close} />
      )}
      {chosen && (
        <ProviderDialog
          item={null}
          chosen={{provider: chosen.id, name: chosen.name}}
          redirectUri={defaultRedirectUri(chosen.id)}
          onClose={() => setChosen(null)}
        />
      )}
    </Page>
  );
}

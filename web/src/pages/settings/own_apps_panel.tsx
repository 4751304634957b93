// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {Link} from '@tanstack/react-router';
import {useState} from 'react';
import {ownAppsQuery, useRemoveMemberApp} from '@/api/member_app';
import type {components} from '@/api/schema';
import {toast} from '@/lib/toasts';
import {t} from '@/texts';
import {AskingForProof} from '@/ui/asking_for_proof';
import {ConfirmDialog} from '@/ui/confirm_dialog';
import {Failure} from '@/ui/failure';
import {Panel} from '@/ui/panel';
import css from './own_apps_panel.module.css';

type OwnApp = components['schemas']['ListMemberAppsItem'];

function AppLine({app}: {app: OwnApp}) {
  const words = t.settings.ownApps;
  const remove = useRemoveMemberApp(app.provider);
  const [isAsking, setIsAsking] = useState(false);
  // The line is gone before a callback of mutate() would be called; what fails is told in the dialog.
  const onConfirm = () =>
    remove.mutateAsync(undefined).then(
      () => toast(t.memberApp.removed),
      () => undefined,
    );
  return (
    <li className={css.line}>
      <div className={css.what}>
        <h3>{app.name}</h3>
        <p className="muted">{app.isAllowed ? words.client(app.clientId) : words.notAllowed(app.clientId)}</p>
      </div>
      {app.isAllowed && (
        <Button
          variant="default"
          aria-label={words.changeOf(app.name)}
          renderRoot={(props) => <Link to="/integrations/$key" params={{key: app.provider}} {...props} />}
        >
          {words.change}
        </Button>
      )}
      <Button variant="quiet" c="var(--red)" aria-label={words.removeOf(app.name)} onClick={() => setIsAsking(true)}>
        {words.remove}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={words.sure(app.name)}
          body={words.sureBody}
          verb={words.removeOf(app.name)}
          isBusy={remove.isPending}
          error={remove.error}
          onConfirm={() => void onConfirm()}
          onClose={() => setIsAsking(false)}
        />
      )}
    </li>
  );
}

/** The apps that the user registered with platforms: in one place, whatever is allowed by now. */
export function OwnAppsPanel() {
  const {data: apps, error} = useQuery(ownAppsQuery);
  const words = t.settings.ownApps;
  if (!error && !apps?.length) return null;
  return (
    <Panel title={words.title}>
      <p className="muted">{words.lead}</p>
      <Failure error={error} />
      <AskingForProof>
        <ul className={css.list}>
          {apps?.map((app) => (
            <AppLine key={app.provider} app={app} />
          ))}
        </ul>
      </AskingForProof>
    </Panel>
  );
}

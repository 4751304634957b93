// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useState} from 'react';
import {useChangeProvider, useRemoveProvider, type Provider} from '@/api/admin';
import {toast} from '@/lib/toasts';
import {t} from '@/texts';
import {ConfirmDialog} from '@/ui/confirm_dialog';
import {CopyField} from '@/ui/copy_field';
import {Failure} from '@/ui/failure';
import {Monogram} from '@/ui/monogram';

/** One registered app: offered or not, where it sends browsers back to. */
export function ProviderItem({item, onEdit}: {item: Provider; onEdit: () => void}) {
  const words = t.admin.integrations;
  const change = useChangeProvider();
  const remove = useRemoveProvider();
  const [isRemoving, setRemoving] = useState(false);
  const name = item.name || item.provider;
  const isOurs = item.source === 'api';
  const offer = (enabled: boolean) =>
    change.mutate(
      {key: item.key, enabled},
      {onSuccess: () => toast(enabled ? words.on(name) : words.off(name))},
    );
  const allow = (memberApps: boolean) =>
    change.mutate(
      {key: item.key, memberApps},
      {onSuccess: () => toast(memberApps ? words.memberAppsOn(name) : words.memberAppsOff(name))},
    );
  // Said by the promise: this item is gone from the list before its own callbacks would run.
  const confirm = () =>
    void remove.mutateAsync(item.key).then(
      () => toast(words.removed(name)),
      () => undefined, // shown in the dialog
    );
  return (
    <article className="admin-item" data-provider={item.key}>
      <div className="admin-line">
        <div className="admin-who">
          <Monogram name={name} />
          <div>
            <h2>{name}</h2>
            <p className="muted">
              {words.key} <code>{item.key}</code> · {isOurs ? words.fromPage : words.fromEnvironment}
            </p>
          </div>
        </div>
        <label className="row">
          <input
            type="checkbox"
            checked={item.enabled}
            disabled={!isOurs || change.isPending}
            aria-label={words.enabledOf(name)}
            onChange={(event) => offer(event.target.checked)}
          />
          {words.enabled}
        </label>
      </div>
      {item.clientId && <CopyField label={words.redirectUri} value={item.redirectUri} />}
      <div className="admin-line">
        <p className="muted">
          {item.clientId && (
            <>
              {words.clientId} <code>{item.clientId}</code>
            </>
          )}
          {!isOurs && (
            <>
              <br />
              {words.byEnvironment}
            </>
          )}
        </p>
        {!isOurs && item.clientId && (
          <label className="row">
            <input
              type="checkbox"
              checked={item.memberApps}
              disabled={change.isPending}
              aria-label={words.memberAppsOf(name)}
              onChange={(event) => allow(event.target.checked)}
            />
            {words.memberApps}
          </label>
        )}
        {isOurs && (
          <div className="row">
            <Button variant="default" onClick={onEdit} aria-label={words.edit(name)}>
              {words.editShort}
            </Button>
            <Button variant="quiet" c="var(--red)" onClick={() => setRemoving(true)}>
              {words.remove(name)}
            </Button>
          </div>
        )}
      </div>
      <Failure error={change.error} />
      {isRemoving && (
        <ConfirmDialog
          title={words.removeTitle(name)}
          body={words.removeBody}
          verb={words.remove(name)}
          isBusy={remove.isPending}
          error={remove.error}
          onConfirm={confirm}
          onClose={() => setRemoving(false)}
        />
      )}
    </article>
  );
}

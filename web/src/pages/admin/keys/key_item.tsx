// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useState} from 'react';
import {useRevokeKey, type ApiKey} from '@/api/admin';
import {toast} from '@/lib/toasts';
import {t} from '@/texts';
import {ConfirmDialog} from '@/ui/confirm_dialog';
import {Moment} from '@/ui/moment';

/** One key: what it may do, when it was used last, and how to end it. */
export function KeyItem({item}: {item: ApiKey}) {
  const words = t.admin.keys;
  const revoke = useRevokeKey();
  const [isAsking, setAsking] = useState(false);
  const confirm = () =>
    revoke.mutate(item.id, {
      onSuccess: () => {
        toast(words.revokedNow(item.name));
        setAsking(false);
      },
    });
  return (
    <article className="admin-item">
      <div className="admin-line">
        <div className="admin-who">
          <div>
            <h2>{item.name}</h2>
            <p className="muted">
              <code>{item.prefix}…</code> · {words.created} <Moment time={item.createdAt} /> ·{' '}
              {item.lastUsedAt ? (
                <>
                  {words.lastUsed} <Moment time={item.lastUsedAt} />
                </>
              ) : (
                words.neverUsed
              )}
            </p>
          </div>
        </div>
        {item.revokedAt ? (
          <p className="muted">
            {words.revoked} <Moment time={item.revokedAt} />
          </p>
        ) : (
          <Button
            variant="quiet"
            c="var(--red)"
            aria-label={words.revoke(item.name)}
            onClick={() => setAsking(true)}
          >
            {words.revokeShort}
          </Button>
        )}
      </div>
      <p>
        {[...item.scopes.map((scope) => words.scope[scope] ?? scope), words.actAsOf[item.actAs]].join(' · ')}
      </p>
      {isAsking && (
        <ConfirmDialog
          title={words.revokeTitle(item.name)}
          body={words.revokeBody}
          verb={words.revoke(item.name)}
          isBusy={revoke.isPending}
          error={revoke.error}
          onConfirm={confirm}
          onClose={() => setAsking(false)}
        />
      )}
    </article>
  );
}

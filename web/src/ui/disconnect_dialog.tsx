// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useState} from 'react';
import type {Account} from '@/api/accounts';
import {labelOf} from '@/lib/status';
import {t} from '@/texts';
import {Dialog, DialogActions} from './dialog';
import {Failure} from './failure';

interface Props {
  account: Account;
  /** The platform's name. */
  name: string;
  isBusy: boolean;
  error: unknown;
  onConfirm: (keepData: boolean) => void;
  onClose: () => void;
}

function atPlatform(account: Account, name: string): string {
  switch (account.onDisconnect) {
    case 'revoked':
      return t.disconnect.revoked(name);
    case 'kept_shared':
      return t.disconnect.keptShared(name);
    default:
      return t.disconnect.notOffered(name);
  }
}

/** Says which account goes, what stops and what happens at the platform. It begins on Cancel. */
export function DisconnectDialog({account, name, isBusy, error, onConfirm, onClose}: Props) {
  const [keepData, setKeepData] = useState(true);
  const words = t.disconnect;
  return (
    <Dialog title={words.title(name)} onClose={onClose} isBusy={isBusy}>
      <p>{words.account(labelOf(account) || t.account.unnamed)}</p>
      <div>
        <h3>{words.stops}</h3>
        <ul className="list">
          <li>{words.stopsTokens}</li>
          <li>{words.stopsRefresh}</li>
          {account.lastSyncedAt && <li>{words.stopsSync}</li>}
        </ul>
      </div>
      <div>
        <h3>{words.atPlatform(name)}</h3>
        <p>{atPlatform(account, name)}</p>
      </div>
      <fieldset className="stack">
        <legend>
          <h3>{words.data}</h3>
        </legend>
        {[true, false].map((keep) => (
          <label key={String(keep)} className="row">
            <input type="radio" name="data" checked={keepData === keep} onChange={() => setKeepData(keep)} />
            {keep ? words.keep : words.erase}
          </label>
        ))}
      </fieldset>
      <Failure error={error} />
      <DialogActions>
        <Button variant="default" data-autofocus disabled={isBusy} onClick={onClose}>
          {t.cancel}
        </Button>
        <Button variant="danger" disabled={isBusy} onClick={() => onConfirm(keepData)}>
          {isBusy ? words.busy : words.submit(name)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

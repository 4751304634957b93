// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useState} from 'react';
import {accountsQuery} from '@/api/accounts';
import {useOffers} from '@/api/offers';
import {useOpening} from '@/api/use_opening';
import {labelOf} from '@/lib/status';
import {t} from '@/texts';
import {Dialog, DialogActions} from '@/ui/dialog';
import {Failure} from '@/ui/failure';
import {useWait} from '@/ui/use_wait';
import type {Return} from './use_return';

interface Props {
  back: Return;
  onClose: () => void;
}

/** A reconnect brought another account, and nothing was changed: the user says what is meant. */
export function OtherAccountDialog({back, onClose}: Props) {
  const key = back.said.key;
  const connectionId = back.left?.connectionId;
  const name = useOffers().offers?.find((one) => one.key === key)?.name ?? key;
  const account = useQuery(accountsQuery).data?.accounts.find(({id}) => id === connectionId);
  const label = account ? labelOf(account) : '';
  const {opening, open} = useOpening();
  const [error, setError] = useState<unknown>(null);
  const isBusy = opening !== null;
  const isStill = useWait(error) || isBusy;
  const go = (id?: string) => {
    setError(null);
    open({key, connectionId: id}).catch(setError);
  };
  const words = t.returned;
  return (
    <Dialog title={words.otherTitle} onClose={onClose} isBusy={isBusy}>
      <p>{words.otherBody(name, label)}</p>
      <ul className="list">
        {connectionId && (
          <li>
            <strong>{words.otherAgain(label)}</strong>: {words.otherAgainHint(name)}
          </li>
        )}
        <li>
          <strong>{words.otherAdd}</strong>: {words.otherAddHint}
        </li>
      </ul>
      <Failure error={error} />
      <DialogActions>
        <Button variant="default" data-autofocus disabled={isBusy} onClick={onClose}>
          {t.cancel}
        </Button>
        <Button variant="default" disabled={isStill} onClick={() => go()}>
          {words.otherAdd}
        </Button>
        {connectionId && (
          <Button disabled={isStill} onClick={() => go(connectionId)}>
            {opening ? t.card.opening(name) : words.otherAgain(label)}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

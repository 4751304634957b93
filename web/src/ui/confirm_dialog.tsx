// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {t} from '@/texts';
import {Dialog, DialogActions} from './dialog';
import {Failure} from './failure';

interface Props {
  title: string;
  body: string;
  /** What the button does, e.g. `Revoke billing worker`. */
  verb: string;
  isBusy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Before what cannot be taken back. It begins on Cancel, and stays open when it fails. */
export function ConfirmDialog({title, body, verb, isBusy, error, onConfirm, onClose}: Props) {
  return (
    <Dialog title={title} onClose={onClose} isBusy={isBusy}>
      <p>{body}</p>
      <Failure error={error} />
      <DialogActions>
        <Button variant="default" data-autofocus disabled={isBusy} onClick={onClose}>
          {t.cancel}
        </Button>
        <Button variant="danger" disabled={isBusy} onClick={onConfirm}>
          {verb}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

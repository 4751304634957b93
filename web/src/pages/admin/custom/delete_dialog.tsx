// SPDX-License-Identifier: Apache-2.0
import {useDeleteCustom, type CustomProvider} from '@/api/custom';
import {toast} from '@/lib/toasts';
import {t} from '@/texts';
import {ConfirmDialog} from '@/ui/confirm_dialog';

/** Says how many accounts it concerns before it is done. */
export function DeleteDialog({item, onClose}: {item: CustomProvider; onClose: () => void}) {
  const words = t.admin.custom;
  const remove = useDeleteCustom();
  const isUsed = item.connections > 0;
  // Said by the promise: the item is gone from the list before its own callbacks would run.
  const confirm = () =>
    void remove.mutateAsync({id: item.id, force: isUsed}).then(
      () => {
        toast(words.removed(item.name));
        onClose();
      },
      () => undefined, // shown in the dialog
    );
  return (
    <ConfirmDialog
      title={words.removeTitle(item.name)}
      body={isUsed ? words.removeAnyway(item.connections) : words.removeBody}
      verb={isUsed ? words.removeAnywayVerb(item.name) : words.removeOf(item.name)}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
      onClose={onClose}
    />
  );
}

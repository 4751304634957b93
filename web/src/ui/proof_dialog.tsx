// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useMutation, useQueryClient} from '@tanstack/react-query';
import {useState, type FormEvent} from 'react';
import {Problem} from '@/api/problem';
import {proveAgain, useMe} from '@/api/session';
import {t} from '@/texts';
import {PasswordField} from '@/ui/credential_fields';
import {Dialog, DialogActions} from '@/ui/dialog';
import {Failure} from '@/ui/failure';

interface Props {
  onProven: () => void;
  onClose: (error: Error) => void;
}

/** The password once more, for what a found unlocked screen must not allow. */
export function ProofDialog({onProven, onClose}: Props) {
  const email = useMe()?.user?.email ?? '';
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const proof = useMutation({
    mutationFn: () => proveAgain(client, {email, password}),
    onSuccess: onProven,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    proof.mutate();
  };
  const close = () => onClose(new Problem(401, 'reauth_required', '', '', null, []));
  return (
    <Dialog title={t.proof.title} onClose={close} isBusy={proof.isPending}>
      <p>{t.proof.lead(email)}</p>
      <form className="stack" onSubmit={submit}>
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <PasswordField value={password} onChange={setPassword} autoFocus />
        <Failure error={proof.error} />
        <DialogActions>
          <Button variant="default" onClick={close}>
            {t.cancel}
          </Button>
          <Button type="submit" disabled={proof.isPending}>
            {t.proof.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

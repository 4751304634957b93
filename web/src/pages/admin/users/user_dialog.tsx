// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useId, useState, type FormEvent} from 'react';
import {useCreateUser, type User} from '@/api/admin';
import {Problem} from '@/api/problem';
import {toast} from '@/lib/toasts';
import {t} from '@/texts';
import {EmailField, PasswordField} from '@/ui/credential_fields';
import {Dialog, DialogActions} from '@/ui/dialog';
import {Failure} from '@/ui/failure';

const roles: User['role'][] = ['member', 'admin'];

/** Somebody more who signs in here. */
export function UserDialog({onClose}: {onClose: () => void}) {
  const words = t.admin.users;
  const create = useCreateUser();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<User['role']>('member');
  const roleId = useId();
  const problem = create.error instanceof Problem ? create.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const onSuccess = () => {
      toast(words.added(email));
      onClose();
    };
    create.mutate({email: email.trim(), password, role}, {onSuccess});
  };
  return (
    <Dialog title={words.add} onClose={onClose} isBusy={create.isPending}>
      <form className="stack" onSubmit={submit} autoComplete="off">
        <EmailField value={email} onChange={setEmail} error={problem?.faultOf('/email')} autoFocus />
        <PasswordField
          isNew
          label={words.password}
          hint={t.setup.passwordHint}
          value={password}
          onChange={setPassword}
          error={problem?.faultOf('/password')}
        />
        <div className="field">
          <label htmlFor={roleId}>{words.role}</label>
          <select
            id={roleId}
            value={role}
            onChange={(event) => setRole(event.target.value as User['role'])}
          >
            {roles.map((one) => (
              <option key={one} value={one}>
                {t.settings.role[one]}
              </option>
            ))}
          </select>
        </div>
        <Failure error={create.error} />
        <DialogActions>
          <Button variant="default" disabled={create.isPending} onClick={onClose}>
            {t.cancel}
          </Button>
          <Button type="submit" disabled={create.isPending}>
            {words.add}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

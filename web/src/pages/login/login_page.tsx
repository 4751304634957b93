// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {getRouteApi, useNavigate} from '@tanstack/react-router';
import {useState, type FormEvent} from 'react';
import {useLogin} from '@/api/session';
import {safePath} from '@/lib/login_search';
import {t} from '@/texts';
import {EmailField, PasswordField} from '@/ui/credential_fields';
import {Failure} from '@/ui/failure';
import {Narrow} from '@/ui/narrow';

const route = getRouteApi('/login');

export function LoginPage() {
  const {next, why} = route.useSearch();
  const navigate = useNavigate();
  const login = useLogin();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate({email, password}, {onSuccess: () => void navigate({href: safePath(next), replace: true})});
  };
  return (
    <Narrow title={t.login.title}>
      {why && !login.error && <p role="status">{why === 'out' ? t.login.signedOut : t.login.ended}</p>}
      <Failure error={login.error} />
      <form className="stack" onSubmit={submit}>
        <EmailField value={email} onChange={setEmail} autoFocus />
        <PasswordField value={password} onChange={setPassword} />
        <Button type="submit" disabled={login.isPending}>
          {t.login.submit}
        </Button>
      </form>
      <p className="muted">{t.login.forgotten}</p>
    </Narrow>
  );
}

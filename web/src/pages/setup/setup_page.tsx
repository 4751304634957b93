// SPDX-License-Identifier: Apache-2.0
import {Button, TextInput} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {Link, useNavigate} from '@tanstack/react-router';
import {useEffect, useState, type FormEvent} from 'react';
import {isProblem, Problem} from '@/api/problem';
import {setupQuery, useSetUp} from '@/api/session';
import {t} from '@/texts';
import {EmailField, PasswordField} from '@/ui/credential_fields';
import {Failure} from '@/ui/failure';
import {Narrow} from '@/ui/narrow';

/** The code stands in the fragment, which no server and no log of a proxy sees. */
function codeOfAddress(): string {
  return new URLSearchParams(window.location.hash.slice(1)).get('code') ?? '';
}

function Done() {
  return (
    <Narrow title={t.setup.title}>
      <p>{t.setup.done}</p>
      <p>
        <Link to="/login">{t.setup.toLogin}</Link>
      </p>
    </Narrow>
  );
}

/** The first administrator, for whoever holds the code that the server printed. */
export function SetupPage() {
  const needed = useQuery(setupQuery);
  const navigate = useNavigate();
  const setUp = useSetUp();
  const [code, setCode] = useState(codeOfAddress);
  const [isCodeGiven] = useState(code !== '');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');

  // Nor should it stay in the history.
  useEffect(() => {
    if (window.location.hash) void navigate({to: '/setup', replace: true});
  }, [navigate]);

  if (needed.data === false || isProblem(setUp.error, 'already_set_up')) return <Done />;
  const problem = setUp.error instanceof Problem ? setUp.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const onSuccess = () => void navigate({to: '/integrations', replace: true});
    setUp.mutate({code: code.trim(), email, password}, {onSuccess});
  };
  return (
    <Narrow title={t.setup.title}>
      <p>{t.setup.lead}</p>
      <Failure error={setUp.error ?? needed.error} />
      <form className="stack" onSubmit={submit}>
        {!isCodeGiven && (
          <TextInput
            label={t.setup.code}
            description={t.setup.codeHint}
            autoComplete="off"
            required
            withAsterisk={false}
            value={code}
            error={problem?.faultOf('/code')}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <EmailField value={email} onChange={setEmail} error={problem?.faultOf('/email')} autoFocus />
        <PasswordField
          isNew
          hint={t.setup.passwordHint}
          value={password}
          onChange={setPassword}
          error={problem?.faultOf('/password')}
        />
        <Button type="submit" disabled={setUp.isPending}>
          {t.setup.submit}
        </Button>
      </form>
    </Narrow>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {Button, PasswordInput, TextInput} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useState, type FormEvent} from 'react';
import {memberAppQuery, useRemoveMemberApp, useStoreMemberApp} from '@/api/member_app';
import {Problem} from '@/api/problem';
import {toast} from '@/lib/toasts';
import {t} from '@/texts';
import {AskingForProof} from './asking_for_proof';
import {CopyField} from './copy_field';
import {Failure} from './failure';

/** Whose app it is: an integration's key, and what its platform is called. */
export interface AppPlace {
  key: string;
  name: string;
}

/** The app that the user registered with the platform: stored, changed, removed. */
function Fields({offer}: {offer: AppPlace}) {
  const words = t.memberApp;
  const {data: app, error: unread} = useQuery(memberAppQuery(offer.key));
  const store = useStoreMemberApp(offer.key);
  const remove = useRemoveMemberApp(offer.key);
  // Until something is typed in: what is stored.
  const [typed, setTyped] = useState<string>();
  const [clientSecret, setClientSecret] = useState('');
  if (!app) return <Failure error={unread} />;
  const clientId = typed ?? app.clientId;
  const isBusy = store.isPending || remove.isPending;
  const problem = store.error instanceof Problem ? store.error : null;
  const clear = () => {
    setTyped(undefined);
    setClientSecret('');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    remove.reset();
    const onSuccess = () => {
      clear();
      toast(words.saved);
    };
    store.mutate({clientId: clientId.trim(), ...(clientSecret && {clientSecret})}, {onSuccess});
  };
  const takeBack = () => {
    store.reset();
    remove.mutate(undefined, {
      onSuccess: () => {
        clear();
        toast(words.removed);
      },
    });
  };
  return (
    <form className="stack" onSubmit={submit} autoComplete="off">
      <p>{app.clientId ? words.inUse(offer.name) : words.lead(offer.name)}</p>
      <CopyField label={words.redirectUri} hint={words.redirectHint} value={app.redirectUri} />
      <TextInput
        label={words.clientId}
        required
        withAsterisk={false}
        autoComplete="off"
        value={clientId}
        error={problem?.faultOf('/clientId')}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <PasswordInput
        label={words.clientSecret}
        description={app.hasSecret ? words.secretStored : words.secretHint}
        required={app.wantsSecret}
        withAsterisk={false}
        autoComplete="off"
        value={clientSecret}
        error={problem?.faultOf('/clientSecret')}
        visibilityToggleButtonProps={{'aria-label': t.form.show(words.clientSecret), tabIndex: 0}}
        onChange={(event) => setClientSecret(event.currentTarget.value)}
      />
      <Failure error={store.error ?? remove.error} />
      <div className="row">
        <Button type="submit" variant="default" disabled={isBusy}>
          {words.save}
        </Button>
        {app.clientId && (
          <Button variant="quiet" c="var(--red)" disabled={isBusy} onClick={takeBack}>
            {words.remove}
          </Button>
        )}
      </div>
    </form>
  );
}

export function MemberAppForm({offer}: {offer: AppPlace}) {
  return (
    <AskingForProof>
      <Fields offer={offer} />
    </AskingForProof>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {Button, PasswordInput, TextInput} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useId, useState, type FormEvent} from 'react';
import {guides} from 'virtual:guides';
import {needsQuery, useChangeProvider, useCreateProvider, type Provider} from '@/api/admin';
import {useOffers} from '@/api/offers';
import {Problem} from '@/api/problem';
import {isForm} from '@/lib/marketplace';
import {toast} from '@/lib/toasts';
import {t} from '@/texts';
import {CopyField} from '@/ui/copy_field';
import {Dialog, DialogActions} from '@/ui/dialog';
import {Failure} from '@/ui/failure';
import {filled, initially} from '@/ui/form_line';
import {OperatorLines} from './operator_lines';
import {ProviderNeeds} from './provider_needs';

/** A platform of the catalogue that is to be set up. */
export interface Chosen {
  provider: string;
  name: string;
  guideUrl?: string | null;
  /** How it will be connected. */
  method?: {id: string; kind: string};
}

/** Where the platform's answer comes to unless the server says otherwise. */
export const defaultRedirectUri = (provider: string) =>
  `${window.location.origin}/api/integrations/callback/${provider}`;

interface Props {
  /** To be changed; else `chosen` is set up. */
  item: Provider | null;
  chosen: Chosen | null;
  /** Where the platform will send the browser back to. */
  redirectUri: string;
  onClose: () => void;
}

/** Client id and secret of an app that is registered with a platform. */
export function ProviderDialog({item, chosen, redirectUri, onClose}: Props) {
  const words = t.admin.integrations;
  const provider = item?.provider ?? chosen?.provider ?? '';
  const name = item?.name ?? chosen?.name ?? provider;
  const guideUrl = item?.guideUrl ?? chosen?.guideUrl;
  const {offers} = useOffers();
  // What connects by a form needs nothing of the operator's but to be there.
  const offered = offers?.find((offer) => offer.provider === provider)?.methods[0];
  const method = chosen?.method ?? offered;
  const kind = method?.kind;
  const byForm = kind !== undefined && isForm(kind);
  const {data: known} = useQuery({...needsQuery(provider), enabled: provider !== ''});
  const asked = known?.methods.find(({id}) => id === (item?.method ?? method?.id));
  const needs = chosen === null ? undefined : asked;
  const lines = asked?.operators ?? [];
  // Nor does what the platform registers itself, unless somebody did so by hand.
  const needsApp = item?.clientId ? true : (asked?.needsApp ?? !byForm);
  const create = useCreateProvider();
  const change = useChangeProvider();
  const [clientId, setClientId] = useState(item?.clientId ?? '');
  const [clientSecret, setClientSecret] = useState('');
  const [scopes, setScopes] = useState((item?.scopes ?? []).join('\n'));
  // Until something is typed in: what is stored, or what the file begins with.
  const [typed, setTyped] = useState<Record<string, string>>({});
  const stored = Object.fromEntries(
    Object.entries(item?.vars ?? {}).map(([variable, value]) => [`/vars/${variable}`, value]),
  );
  const values = {...initially(lines), ...stored, ...typed};
  const [memberApps, setMemberApps] = useState(item?.memberApps ?? false);
  const scopesId = useId();
  const mutation = item ? change : create;
  const problem = mutation.error instanceof Problem ? mutation.error : null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const app = {
      ...(clientId.trim() && {clientId: clientId.trim()}),
      scopes: scopes.split(/\s+/).filter(Boolean),
      memberApps,
      ...(clientSecret && {clientSecret}),
    };
    const body = {
      ...(needsApp && app),
      ...(lines.length > 0 && {
        vars: filled(lines, values, 'vars'),
        secretVars: filled(lines, values, 'secretVars'),
      }),
    };
    const onSuccess = ({note}: Provider) => {
      toast(note ? words.savedWith(name, note) : words.saved(name));
      onClose();
    };
    if (item) change.mutate({key: item.key, ...body}, {onSuccess});
    else create.mutate({provider, method: chosen?.method?.id, ...body}, {onSuccess});
  };
  return (
    <Dialog title={item ? words.edit(name) : name} onClose={onClose} isBusy={mutation.isPending}>
      <form className="stack" onSubmit={submit} autoComplete="off">
        {needs && <ProviderNeeds needs={needs} />}
        {needsApp ? (
          <CopyField label={words.redirectUri} hint={words.redirectHint} value={redirectUri} />
        ) : (
          !needs?.obstacle && <p>{byForm ? words.noApp(name) : words.selfRegistered(name)}</p>
        )}
        <p className="row">
          {[
            {words: words.guide, url: guides[provider]},
            {words: words.vendorsGuide(name), url: guideUrl},
          ].map(
            (one) =>
              one.url && (
                <a key={one.words} href={one.url} target="_blank" rel="noreferrer">
                  {one.words} <span className="hidden">({t.opensNewWindow})</span>
                </a>
              ),
          )}
        </p>
        {needsApp && (
          <>
            <TextInput
              data-autofocus
              label={words.clientId}
              required={!memberApps || Boolean(item?.clientId)}
              withAsterisk={false}
              value={clientId}
              error={problem?.faultOf('/clientId')}
              onChange={(event) => setClientId(event.currentTarget.value)}
            />
            <PasswordInput
              label={words.clientSecret}
              description={item ? words.secretKeep : words.secretHint}
              autoComplete="off"
              value={clientSecret}
              error={problem?.faultOf('/clientSecret')}
              visibilityToggleButtonProps={{'aria-label': t.login.showPassword, tabIndex: 0}}
              onChange={(event) => setClientSecret(event.currentTarget.value)}
            />
            <label className="row">
              <input
                type="checkbox"
                checked={memberApps}
                onChange={(event) => setMemberApps(event.target.checked)}
              />
              <span>
                {words.memberApps}
                <br />
                <span className="muted">{words.memberAppsHint}</span>
              </span>
            </label>
            <div className="field">
              <label htmlFor={scopesId}>{words.scopes}</label>
              <p className="muted" id={`${scopesId}-hint`}>
                {words.scopesHint}
              </p>
              <textarea
                id={scopesId}
                className="entry admin-area"
                aria-describedby={`${scopesId}-hint`}
                value={scopes}
                onChange={(event) => setScopes(event.target.value)}
              />
            </div>
          </>
        )}
        <OperatorLines
          name={name}
          lines={lines}
          values={values}
          stored={item?.secretVars ?? []}
          problem={problem}
          onChange={(line, value) => setTyped((old) => ({...old, [line]: value}))}
        />
        <Failure error={mutation.error} />
        <DialogActions>
          <Button variant="default" disabled={mutation.isPending} onClick={onClose}>
            {t.cancel}
          </Button>
          <Button type="submit" disabled={mutation.isPending || Boolean(needs?.obstacle)}>
            {words.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useEffect, useRef, useState, type FormEvent} from 'react';
import {submitCredentials, useRenew, type Account} from '@/api/accounts';
import type {Offer} from '@/api/offers';
import {Problem} from '@/api/problem';
import {useMe} from '@/api/session';
import {remember} from '@/lib/leaving';
import {asReturned} from '@/lib/returned';
import {t} from '@/texts';
import {connectProblem} from '@/texts/connect_errors';
import css from './connect_wizard.module.css';
import {Dialog, DialogActions} from './dialog';
import {Failure} from './failure';
import failureCss from './failure.module.css';
import {filled, FormLine, initially, nameOf} from './form_line';
import {Monogram} from './monogram';
import {OpenLink} from './open_link';
import {Steps} from './steps';
import {useWait} from './use_wait';

/** What the platform, or we, have against what was typed in. */
function Objection({error, offer}: {error: unknown; offer: Offer}) {
  const said = connectProblem(error, offer.name);
  if (!said) return <Failure error={error} />;
  return (
    <div role="alert" className={failureCss.failure}>
      <p>{said.message}</p>
      <p className="muted">{t.whose[said.whose]}</p>
      {said.offers === 'open' && <OpenLink offer={offer} />}
    </div>
  );
}

interface Props {
  offer: Offer;
  /** To be given another credential; else a further account is connected. */
  account: Account | null;
  /** Where it goes on once it is connected. */
  redirectUrl?: string;
  onClose: () => void;
}

/** Connects a platform that has no consent page, with what it gave its user to type in. */
export function ConnectForm({offer, account, redirectUrl = '/integrations', onClose}: Props) {
  const me = useMe();
  const renew = useRenew();
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState(() => initially(offer.form));
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const mustWait = useWait(error);
  const problem = error instanceof Problem ? error : null;

  // Whoever does not see where it is red is led there.
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isBusy || mustWait) return;
    setBusy(true);
    setError(null);
    const body = {
      fields: filled(offer.form, values, 'fields'),
      vars: filled(offer.form, values, 'vars'),
      ...(account && {connectionId: account.id}),
    };
    submitCredentials(offer.key, body).then(
      ({connectionId}) => {
        // From here on it is as if a platform had sent the browser back.
        remember({key: offer.key, connectionId: account?.id});
        window.location.assign(asReturned(redirectUrl, offer.key, connectionId));
      },
      (why: unknown) => {
        setBusy(false);
        setError(why);
        void renew();
      },
    );
  };
  const who = me?.user?.email ?? me?.user?.externalId ?? '';
  return (
    <Dialog title={account ? t.form.again(offer.name) : t.wizard.title(offer.name)} onClose={onClose} isBusy={isBusy}>
      <Steps names={t.form.steps} current={1} />
      <div className={css.intro}>
        <Monogram name={offer.name} category={offer.categories[0]} />
        <p>{offer.summary}</p>
      </div>
      <form ref={form} className="stack" onSubmit={submit} noValidate>
        {offer.form.map((field) => (
          <FormLine
            key={nameOf(field)}
            field={field}
            value={values[nameOf(field)] ?? ''}
            error={problem?.faultOf(nameOf(field))}
            onChange={(value) => setValues((old) => ({...old, [nameOf(field)]: value}))}
          />
        ))}
        {offer.guideUrl && (
          <p>
            <a href={offer.guideUrl} target="_blank" rel="noreferrer">
              {t.form.guide(offer.name)} <span className="hidden">({t.opensNewWindow})</span>
            </a>
          </p>
        )}
        {!account && <p>{t.wizard.toWhom(who)}</p>}
        <p className="muted">{t.form.kept(offer.name)}</p>
        {error !== null && <Objection error={error} offer={offer} />}
        <DialogActions>
          <Button variant="default" disabled={isBusy} onClick={onClose}>
            {t.cancel}
          </Button>
          <Button type="submit" disabled={mustWait} aria-disabled={isBusy}>
            {isBusy ? t.form.connecting : t.form.connect}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

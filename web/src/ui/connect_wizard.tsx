// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useState} from 'react';
import type {ConnectWish} from '@/api/accounts';
import type {Offer} from '@/api/offers';
import {Problem} from '@/api/problem';
import {useMe} from '@/api/session';
import type {Integration} from '@/lib/status';
import {t} from '@/texts';
import css from './connect_wizard.module.css';
import {Details} from './details';
import {Dialog, DialogActions} from './dialog';
import {Failure} from './failure';
import {filled, FormLine, initially, nameOf} from './form_line';
import {MemberAppForm} from './member_app_form';
import {Monogram} from './monogram';
import {ScopeChoice} from './scope_choice';
import {Steps} from './steps';
import {useWait} from './use_wait';

function Lines({title, lines, none}: {title: string; lines: string[]; none: string}) {
  return (
    <div>
      <h3>{title}</h3>
      {lines.length === 0 ? (
        <p>{none}</p>
      ) : (
        <ul className="list">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Review({offer}: {offer: Offer}) {
  const isSaid = offer.reads.length > 0 || offer.writes.length > 0;
  return (
    <>
      {offer.benefits.length > 0 && <Lines title={t.wizard.gives(offer.name)} lines={offer.benefits} none="" />}
      {isSaid ? (
        <div className={css.access}>
          <Lines title={t.wizard.reads} lines={offer.reads} none={t.none} />
          <Lines title={t.wizard.writes} lines={offer.writes} none={t.wizard.writesNothing} />
        </div>
      ) : (
        <p>{t.wizard.readsUnsaid(offer.name)}</p>
      )}
    </>
  );
}

interface Props {
  integration: Integration;
  isOpening: boolean;
  onGo: (wish: ConnectWish) => Promise<void>;
  onClose: () => void;
}

/** Before leaving for the platform: what it is good for, what is read and written, for whom. */
export function ConnectWizard({integration: {offer}, isOpening, onGo, onClose}: Props) {
  const me = useMe();
  const [variant, setVariant] = useState('');
  const [declined, setDeclined] = useState<string[]>([]);
  const [values, setValues] = useState(() => initially(offer.form));
  const [error, setError] = useState<unknown>(null);
  const mustWait = useWait(error);
  const problem = error instanceof Problem ? error : null;
  // To ask for nothing would be to ask for what is usual.
  const isNothing = offer.scopes.length > 0 && offer.scopes.every(({scope}) => declined.includes(scope));
  // Nobody but the user has an app there.
  const mustBring = offer.state === 'needs_setup';
  const go = () => {
    const scopes = offer.scopes.map(({scope}) => scope).filter((scope) => !declined.includes(scope));
    const wish: ConnectWish = {key: offer.key};
    if (declined.length > 0) wish.scopes = scopes;
    if (variant !== '') wish.variant = variant;
    if (offer.form.length > 0) wish.vars = filled(offer.form, values, 'vars');
    setError(null);
    onGo(wish).catch(setError);
  };
  return (
    <Dialog title={t.wizard.title(offer.name)} onClose={onClose} isBusy={isOpening}>
      <Steps names={t.wizard.steps} current={isOpening ? 1 : 0} />
      <div className={css.intro}>
        <Monogram name={offer.name} category={offer.categories[0]} />
        <p>{offer.summary}</p>
      </div>
      <Review offer={offer} />
      {offer.form.map((field) => (
        <FormLine
          key={nameOf(field)}
          field={field}
          value={values[nameOf(field)] ?? ''}
          error={problem?.faultOf(nameOf(field))}
          onChange={(value) => setValues((old) => ({...old, [nameOf(field)]: value}))}
        />
      ))}
      {offer.variants.length > 1 && (
        <label className={css.variant}>
          {t.wizard.variant}
          <select value={variant} onChange={(event) => setVariant(event.target.value)}>
            <option value="">{t.wizard.asSetUp}</option>
            {offer.variants.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      )}
      {offer.scopes.length > 0 && (
        <Details summary={t.wizard.permissions}>
          <ScopeChoice scopes={offer.scopes} declined={declined} onChange={setDeclined} />
          {isNothing && <p role="alert">{t.wizard.chooseOne}</p>}
        </Details>
      )}
      {mustBring && <p>{t.memberApp.needed(offer.name)}</p>}
      {offer.memberApp !== 'not_offered' && (
        <Details summary={t.memberApp.title} isOpen={mustBring || undefined}>
          <MemberAppForm offer={offer} />
        </Details>
      )}
      <p>{t.wizard.toWhom(me?.user?.email ?? me?.user?.externalId ?? '')}</p>
      <p className="muted">
        {t.wizard.password(offer.name)}{' '}
        {offer.privacyUrl && (
          <a href={offer.privacyUrl} target="_blank" rel="noreferrer">
            {t.wizard.privacy} <span className="hidden">({t.opensNewWindow})</span>
          </a>
        )}
      </p>
      <Failure error={error} />
      <DialogActions>
        <Button variant="default" disabled={isOpening} onClick={onClose}>
          {t.cancel}
        </Button>
        <Button disabled={mustWait || isNothing || mustBring} aria-disabled={isOpening} onClick={() => !isOpening && go()}>
          {isOpening ? t.wizard.opening(offer.name) : t.wizard.next(offer.name)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {Button, TextInput} from '@mantine/core';
import {useState, type FormEvent} from 'react';
import {useCreateKey, type NewKey} from '@/api/admin';
import {Problem} from '@/api/problem';
import {useMe} from '@/api/session';
import {t} from '@/texts';
import {CopyField} from '@/ui/copy_field';
import {Dialog, DialogActions} from '@/ui/dialog';
import {Failure} from '@/ui/failure';

type Scope = NonNullable<NewKey['scopes']>[number];

const scopes: Scope[] = [
  'connections:read',
  'connections:write',
  'tokens:read',
  'credentials:read',
  'admin',
];
const usual: Scope[] = ['connections:read', 'connections:write', 'tokens:read'];

function Made({text, onClose}: {text: string; onClose: () => void}) {
  const words = t.admin.keys;
  return (
    <Dialog title={words.onceTitle} onClose={onClose}>
      <p>{words.onceBody}</p>
      <CopyField label={words.theKey} value={text} />
      <DialogActions>
        <Button onClick={onClose}>{words.kept}</Button>
      </DialogActions>
    </Dialog>
  );
}

/** Makes a key, and shows it this once. */
export function KeyDialog({onClose}: {onClose: () => void}) {
  const words = t.admin.keys;
  const create = useCreateKey();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<Scope[]>(usual);
  const [isMine, setMine] = useState(false);
  const me = useMe()?.user?.id;
  const problem = create.error instanceof Problem ? create.error : null;
  const toggle = (scope: Scope) =>
    setChosen(chosen.includes(scope) ? chosen.filter((one) => one !== scope) : [...chosen, scope]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const whom: Partial<NewKey> = isMine ? {actAs: 'one', user: me} : {actAs: 'any'};
    create.mutate({name: name.trim(), scopes: chosen, ...whom});
  };
  if (create.data) return <Made key="made" text={create.data.text} onClose={onClose} />;
  return (
    <Dialog key="form" title={words.add} onClose={onClose} isBusy={create.isPending}>
      <form className="stack" onSubmit={submit}>
        <TextInput
          data-autofocus
          label={words.name}
          description={words.nameHint}
          required
          withAsterisk={false}
          value={name}
          error={problem?.faultOf('/name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <fieldset className="field">
          <legend>{words.scopes}</legend>
          {scopes.map((scope) => (
            <label key={scope} className="row">
              <input type="checkbox" checked={chosen.includes(scope)} onChange={() => toggle(scope)} />
              <span>
                {words.scope[scope]} <code className="muted">{scope}</code>
              </span>
            </label>
          ))}
          {chosen.length === 0 && <p role="alert">{words.noScope}</p>}
        </fieldset>
        <fieldset className="field">
          <legend>{words.actAs}</legend>
          {[false, true].map((mine) => (
            <label key={String(mine)} className="row">
              <input type="radio" name="whom" checked={isMine === mine} onChange={() => setMine(mine)} />
              <span>
                {mine ? words.mine : words.any}
                <br />
                <span className="muted">{mine ? words.mineHint : words.anyHint}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Failure error={create.error} />
        <DialogActions>
          <Button variant="default" disabled={create.isPending} onClick={onClose}>
            {t.cancel}
          </Button>
          <Button type="submit" disabled={create.isPending || chosen.length === 0}>
            {words.add}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

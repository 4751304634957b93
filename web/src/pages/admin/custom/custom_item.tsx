// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useState} from 'react';
import {exportUrl, useTryProvider, type CustomProvider} from '@/api/custom';
import {t} from '@/texts';
import {Failure} from '@/ui/failure';
import {Monogram} from '@/ui/monogram';
import css from './custom.module.css';
import {DeleteDialog} from './delete_dialog';
import {TrialResult} from './trial_result';

/** Each fault with its place, as `fairlead providers check` says it. */
function Faults({item}: {item: CustomProvider}) {
  const words = t.admin.custom;
  return (
    <ul className={css.faults} aria-label={words.faults(item.name)}>
      {item.faults.map((fault) => (
        <li key={`${fault.file}:${fault.line ?? ''}:${fault.key}:${fault.message}`}>
          {fault.line !== null && fault.line !== undefined && <span className="muted">{words.line(fault.line)} · </span>}
          {fault.key && <code>{fault.key}</code>} {fault.message}
        </li>
      ))}
    </ul>
  );
}

interface Props {
  item: CustomProvider;
  onEdit: () => void;
  onSetUp: () => void;
}

/** One provider: where it comes from, whether it is in force, and what can be done with it. */
export function CustomItem({item, onEdit, onSetUp}: Props) {
  const words = t.admin.custom;
  const [isDeleting, setDeleting] = useState(false);
  const trial = useTryProvider();
  const isAdded = item.source === 'added';
  const isGone = item.source === 'gone';
  const isThere = !isGone && item.state !== 'left_out';
  const about = [
    words.sources[item.source],
    !isGone && words.states[item.state],
    item.connections > 0 && words.connections(item.connections),
  ];
  return (
    <article className="admin-item" data-custom={item.id}>
      <div className="admin-line">
        <div className="admin-who">
          <Monogram name={item.name} />
          <div>
            <h2>{item.name}</h2>
            <p className="muted">
              <code>{item.id}</code> · {about.filter(Boolean).join(' · ')}
            </p>
          </div>
        </div>
        {isThere && (
          <Button variant="default" onClick={onSetUp} aria-label={words.setUpOf(item.name)}>
            {words.setUp}
          </Button>
        )}
      </div>
      {isGone && <p>{words.gone}</p>}
      {item.faults.length > 0 && <Faults item={item} />}
      <div className="row">
        {isAdded && (
          <Button variant="default" onClick={onEdit} aria-label={words.editOf(item.name)}>
            {words.edit}
          </Button>
        )}
        {isThere && (
          <>
            <Button
              variant="default"
              disabled={trial.isPending}
              onClick={() => trial.mutate(item.id)}
              aria-label={trial.isPending ? undefined : words.testOf(item.name)}
            >
              {trial.isPending ? words.testing : words.test}
            </Button>
            <Button
              variant="default"
              aria-label={words.exportOf(item.name)}
              renderRoot={(props) => <a href={exportUrl(item.id)} download={`${item.id}.yaml`} {...props} />}
            >
              {words.export}
            </Button>
          </>
        )}
        {isAdded && (
          <Button variant="quiet" c="var(--red)" onClick={() => setDeleting(true)} aria-label={words.removeOf(item.name)}>
            {words.remove}
          </Button>
        )}
      </div>
      <Failure error={trial.error} />
      {trial.data && <TrialResult name={item.name} steps={trial.data} />}
      {isDeleting && <DeleteDialog item={item} onClose={() => setDeleting(false)} />}
    </article>
  );
}

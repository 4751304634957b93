// SPDX-License-Identifier: Apache-2.0
import {useId} from 'react';
import {t} from '@/texts';
import css from './custom.module.css';

interface Props {
  value: string;
  faults: string[];
  onChange: (value: string) => void;
}

/** A provider file, with every fault below it. */
export function FileField({value, faults, onChange}: Props) {
  const words = t.admin.custom;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{words.file}</label>
      <p className="muted" id={`${id}-hint`}>
        {words.fileHint}
      </p>
      <textarea
        id={id}
        data-autofocus
        className={`entry ${css.file}`}
        spellCheck={false}
        aria-describedby={`${id}-hint ${id}-faults`}
        aria-invalid={faults.length > 0}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <ul id={`${id}-faults`} className={css.faults}>
        {faults.map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
    </div>
  );
}

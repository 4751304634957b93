// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useId, useRef} from 'react';
import {useCopy} from '@/lib/use_copy';
import {t} from '@/texts';
import css from './copy_field.module.css';

/** Something to be pasted elsewhere: selected by a click, copied by the button. */
export function CopyField({label, hint, value}: {label: string; hint?: string; value: string}) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const {isCopied, copy} = useCopy(value);
  // Where copying is not allowed it is selected, and the keyboard copies it.
  const selectAndCopy = () => {
    field.current?.select();
    void copy();
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && <p className="muted" id={`${id}-hint`}>{hint}</p>}
      <div className={css.line}>
        <input
          ref={field}
          id={id}
          className="entry"
          readOnly
          value={value}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onFocus={(event) => event.target.select()}
        />
        <Button variant="default" onClick={selectAndCopy} aria-label={`${t.copy}: ${label}`}>
          {isCopied ? t.copied : t.copy}
        </Button>
      </div>
    </div>
  );
}

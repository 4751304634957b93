// SPDX-License-Identifier: Apache-2.0
import {t} from '@/texts';
import css from './steps.module.css';

/** Where in a short sequence one is. */
export function Steps({names, current}: {names: readonly string[]; current: number}) {
  return (
    <ol className={css.steps} aria-label={t.wizard.stepsLabel}>
      {names.map((name, index) => (
        <li
          key={name}
          data-done={index < current || undefined}
          aria-current={index === current ? 'step' : undefined}
        >
          {name}
        </li>
      ))}
    </ol>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {toneOf, type State, type Tone} from '@/lib/status';
import {t} from '@/texts';
import css from './status_chip.module.css';

const shapes: Record<Tone, React.ReactNode> = {
  green: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  amber: <path d="M6 1 11.25 10.500H.750z" fill="currentColor" />,
  blue: (
    <>
      <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 1.750a4.25 4.25 0 0 0 0 8.500z" fill="currentColor" />
    </>
  ),
  red: <rect x="1.5" y="1.5" width="9" height="9" rx="1" fill="currentColor" />,
  grey: <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" />,
};

/** A state as word and shape; its colour comes third. */
export function StatusChip({state}: {state: State}) {
  const tone = toneOf(state);
  return (
    <span className={css.chip} data-tone={tone}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden>
        {shapes[tone]}
      </svg>
      {t.state[state]}
    </span>
  );
}

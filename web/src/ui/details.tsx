// SPDX-License-Identifier: Apache-2.0
import type {ReactNode} from 'react';
import {t} from '@/texts';
import css from './details.module.css';

/** What most need not read, folded. */
export function Details({summary = t.details, children}: {summary?: string; children: ReactNode}) {
  return (
    <details className={css.details}>
      <summary>{summary}</summary>
      <div className={css.content}>{children}</div>
    </details>
  );
}

// SPDX-License-Identifier: Apache-2.0
import type {ReactNode} from 'react';
import {t} from '@/texts';
import css from './details.module.css';

interface Props {
  summary?: string;
  /** At first. */
  isOpen?: boolean;
  children: ReactNode;
}

/** What most need not read, folded. */
export function Details({summary = t.details, isOpen, children}: Props) {
  return (
    <details className={css.details} open={isOpen}>
      <summary>{summary}</summary>
      <div className={css.content}>{children}</div>
    </details>
  );
}

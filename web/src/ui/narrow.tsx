// SPDX-License-Identifier: Apache-2.0
import {useEffect, type ReactNode} from 'react';
import {Mark} from './mark';
import css from './narrow.module.css';

/** A page of its own without the rail: signing in, the first set-up. */
export function Narrow({title, children}: {title: string; children: ReactNode}) {
  useEffect(() => {
    document.title = `${title} · Fairlead`;
  }, [title]);
  return (
    <main className={css.narrow}>
      <div className={css.brand}>
        <Mark size={28} />
        <span>Fairlead</span>
      </div>
      <div className={css.box}>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {useId, type ReactNode} from 'react';
import css from './panel.module.css';

/** A part of a page, with its heading. */
export function Panel({title, action, children}: {title: string; action?: ReactNode; children: ReactNode}) {
  const id = useId();
  return (
    <section className={css.panel} aria-labelledby={id}>
      <div className={css.head}>
        <h2 id={id}>{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}

/** Names and values. */
export function Facts({facts}: {facts: [string, ReactNode][]}) {
  return (
    <dl className={css.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

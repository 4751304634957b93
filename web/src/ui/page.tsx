// SPDX-License-Identifier: Apache-2.0
import {useEffect, useRef, type ReactNode} from 'react';
import css from './page.module.css';

// The first page of a visit leaves the focus where the browser puts it.
let hasShownOne = false;

interface Props {
  title: string;
  /** The one primary action, at the title's right. */
  action?: ReactNode;
  before?: ReactNode;
  below?: ReactNode;
  children: ReactNode;
}

/** A page: its title, named in the window too and focused when one comes from another page. */
export function Page({title, action, before, below, children}: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (hasShownOne && document.activeElement === document.body) heading.current?.focus();
    hasShownOne = true;
  }, []);
  useEffect(() => {
    document.title = `${title} · Fairlead`;
  }, [title]);
  return (
    <div className={css.page}>
      <header className={css.header}>
        {before}
        <div className={css.line}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {action}
        </div>
        {below}
      </header>
      {children}
    </div>
  );
}

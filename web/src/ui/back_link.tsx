// SPDX-License-Identifier: Apache-2.0
import {Link} from '@tanstack/react-router';
import css from './back_link.module.css';
import {Icon} from './icons';

/** To the page above this one. */
export function BackLink({to, params, children}: {to: string; params?: Record<string, string>; children: string}) {
  return (
    <Link to={to} params={params} className={css.back}>
      <Icon name="back" />
      {children}
    </Link>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {Link, useRouterState} from '@tanstack/react-router';
import type {ReactNode} from 'react';
import {t} from '@/texts';
import {Icon, type IconName} from './icons';
import css from './frame.module.css';
import {Mark} from './mark';

interface Place {
  to: string;
  label: string;
  icon: IconName;
}

const everybodys: Place[] = [
  {to: '/integrations', label: t.rail.integrations, icon: 'grid'},
  {to: '/settings', label: t.rail.settings, icon: 'sliders'},
];

const operators: Place[] = [
  {to: '/admin/integrations', label: t.rail.providers, icon: 'plug'},
  {to: '/admin/keys', label: t.rail.keys, icon: 'key'},
  {to: '/admin/users', label: t.rail.users, icon: 'people'},
];

/** An account is one of an integration's; what the marketplace has becomes a provider. */
function isBelow(path: string, to: string): boolean {
  if (to === '/integrations' && path.startsWith('/accounts/')) return true;
  if (to === '/admin/integrations' && /^\/admin\/(marketplace|custom)/.test(path)) return true;
  return path.startsWith(to);
}

function Places({places}: {places: Place[]}) {
  const path = useRouterState({select: (state) => state.location.pathname});
  return places.map(({to, label, icon}) => (
    <li key={to}>
      <Link to={to} className={css.place} aria-current={isBelow(path, to) ? 'page' : undefined}>
        <Icon name={icon} />
        <span>{label}</span>
      </Link>
    </li>
  ));
}

interface Props {
  isAdmin: boolean;
  /** How many connections wait for a person. */
  waiting: number;
  children: ReactNode;
}

/** The rail (a bar at the bottom of a narrow window) and what is beside it. */
export function Frame({isAdmin, waiting, children}: Props) {
  return (
    <div className={css.frame}>
      <a className={css.skip} href="#main">
        {t.rail.skip}
      </a>
      <nav className={css.rail} aria-label={t.rail.name}>
        <Link to="/integrations" className={css.brand}>
          <Mark />
          <span>Fairlead</span>
        </Link>
        <ul className={css.places}>
          <Places places={everybodys.slice(0, 1)} />
          {waiting > 0 && (
            <li>
              <Link to="/integrations" search={{view: 'connected'}} className={css.badge} aria-label={t.rail.waiting(waiting)}>
                <span>{t.rail.waiting(waiting)}</span>
                <span aria-hidden>{waiting}</span>
              </Link>
            </li>
          )}
          <Places places={everybodys.slice(1)} />
        </ul>
        {isAdmin && (
          <ul className={css.places} data-operators aria-label={t.rail.operators}>
            <Places places={operators} />
          </ul>
        )}
      </nav>
      <main id="main" className={css.main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

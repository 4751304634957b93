// SPDX-License-Identifier: Apache-2.0
import type {Offer} from '@/api/offers';
import {t} from '@/texts';
import css from './scope_choice.module.css';

type Scope = Offer['scopes'][number];

interface Props {
  scopes: Scope[];
  declined: string[];
  onChange: (declined: string[]) => void;
}

/** Each permission in words, with its technical name; those that are not needed can be left out. */
export function ScopeChoice({scopes, declined, onChange}: Props) {
  const toggle = (scope: string) =>
    onChange(declined.includes(scope) ? declined.filter((one) => one !== scope) : [...declined, scope]);
  return (
    <ul className={css.scopes}>
      {scopes.map(({scope, words, access, required}) => {
        const said = (
          <span className={css.words}>
            <span>{words || scope}</span>
            <span className="muted">
              {[t.wizard.access[access], required ? t.wizard.required : t.wizard.optional].filter(Boolean).join(' · ')}
              {words && (
                <>
                  {' · '}
                  <code>{scope}</code>
                </>
              )}
            </span>
          </span>
        );
        return (
          <li key={scope}>
            {required ? (
              said
            ) : (
              <label className="row">
                <input type="checkbox" checked={!declined.includes(scope)} onChange={() => toggle(scope)} />
                {said}
              </label>
            )}
          </li>
        );
      })}
    </ul>
  );
}

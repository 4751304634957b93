// SPDX-License-Identifier: Apache-2.0
import type {Account} from '@/api/accounts';
import type {Offer} from '@/api/offers';
import {t} from '@/texts';
import {Details} from '@/ui/details';
import {Icon} from '@/ui/icons';
import {Panel} from '@/ui/panel';
import css from './account_page.module.css';

interface Props {
  account: Account;
  name: string;
  scopes: Offer['scopes'];
}

/** The permissions granted and not, in words; their names behind Details. */
export function ScopesPanel({account, name, scopes}: Props) {
  const wordsOf = (scope: string) => scopes.find((one) => one.scope === scope)?.words || scope;
  const lines = (list: string[]) => [...new Set(list.map(wordsOf))];
  return (
    <Panel title={t.account.scopes}>
      {account.scopes.length === 0 ? (
        <p>{t.account.scopesNone}</p>
      ) : (
        <ul className={css.scopes}>
          {lines(account.scopes).map((words) => (
            <li key={words}>
              <Icon name="check" />
              <span>{words}</span>
            </li>
          ))}
        </ul>
      )}
      {account.missingScopes.length > 0 && (
        <div>
          <h3>{t.account.missing}</h3>
          <ul className="list">
            {lines(account.missingScopes).map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
          <p className="muted">{t.account.missingHint(name)}</p>
        </div>
      )}
      {account.scopes.some((scope) => wordsOf(scope) !== scope) && (
        <Details summary={t.account.technicalScopes}>
          <code>{account.scopes.join(' ')}</code>
        </Details>
      )}
    </Panel>
  );
}

// SPDX-License-Identifier: Apache-2.0
import type {useCheck} from '@/api/accounts';
import {t} from '@/texts';
import {outcomeOf} from '@/texts/checks';
import {Failure} from '@/ui/failure';
import {Moment} from '@/ui/moment';
import css from './account_page.module.css';

/** What the platform said when it was asked last, here and now. */
export function CheckResult({check, name}: {check: ReturnType<typeof useCheck>; name: string}) {
  if (check.error) return <Failure error={check.error} />;
  const checked = check.data;
  if (!checked) return null;
  if (checked.works) {
    return (
      <div className={css.checked}>
        <p>{t.account.works(name, checked.latencyMs ?? 0)}</p>
        <p className="muted">
          <Moment time={checked.checkedAt} />
        </p>
      </div>
    );
  }
  const {message, whose} = outcomeOf(checked, name);
  return (
    <div className={css.checked} data-failed>
      <p>{message}</p>
      <p className="muted">
        {t.whose[whose]} · <Moment time={checked.checkedAt} />
      </p>
    </div>
  );
}

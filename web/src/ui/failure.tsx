// SPDX-License-Identifier: Apache-2.0
import {Problem} from '@/api/problem';
import {failureOf} from '@/texts/failures';
import {t} from '@/texts';
import css from './failure.module.css';
import {Details} from './details';

/** What went wrong, whose problem it is, what to do; the technical part behind "Details". */
export function Failure({error}: {error: unknown}) {
  if (!error) return null;
  const {message, whose} = failureOf(error);
  const problem = error instanceof Problem ? error : null;
  return (
    <div role="alert" className={css.failure}>
      <p>{message}</p>
      <p className="muted">{t.whose[whose]}</p>
      {problem && problem.status > 0 && (
        <Details>
          <code>{t.technical(problem.status, problem.code, problem.requestId)}</code>
        </Details>
      )}
    </div>
  );
}

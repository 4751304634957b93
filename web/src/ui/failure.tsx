// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {Problem} from '@/api/problem';
import {useCopy} from '@/lib/use_copy';
import {failureOf} from '@/texts/failures';
import {t} from '@/texts';
import css from './failure.module.css';
import {Details} from './details';

/** For whoever is asked for help. */
function Technical({problem}: {problem: Problem}) {
  const text = t.technical(problem.status, problem.code, problem.requestId);
  const {isCopied, copy} = useCopy(text);
  return (
    <div className="row">
      <code>{text}</code>
      <Button variant="default" onClick={() => void copy()} aria-label={`${t.copy}: ${t.details}`}>
        {isCopied ? t.copied : t.copy}
      </Button>
    </div>
  );
}

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
          <Technical problem={problem} />
        </Details>
      )}
    </div>
  );
}

// SPDX-License-Identifier: Apache-2.0
import type {TrialStep} from '@/api/custom';
import {t} from '@/texts';
import css from './custom.module.css';

/** What each endpoint answered, in words. */
export function TrialResult({name, steps}: {name: string; steps: TrialStep[]}) {
  const words = t.admin.custom;
  return (
    <section role="status" aria-label={words.tested(name)}>
      <dl className={css.steps}>
        {steps.map((step) => (
          <div key={step.call} data-verdict={step.verdict}>
            <dt>
              {words.calls[step.call] ?? step.call} · {words.verdicts[step.verdict]}
            </dt>
            <dd>
              {step.says}
              {step.address && (
                <>
                  {' '}
                  <code>{step.address}</code>
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useInfiniteQuery} from '@tanstack/react-query';
import {activityQuery, type Happening} from '@/api/activity';
import {readable} from '@/lib/metadata';
import {runsOf, type Run} from '@/lib/runs';
import {t} from '@/texts';
import {reasons} from '@/texts/causes';
import {connectError, connectErrors} from '@/texts/connect_errors';
import {Details} from '@/ui/details';
import {Failure} from '@/ui/failure';
import {Moment} from '@/ui/moment';
import {Panel} from '@/ui/panel';
import css from './account_page.module.css';

const fine = ['', 'ok', 'success'];

const isSame = (a: Happening, b: Happening) =>
  a.action === b.action && a.outcome === b.outcome && a.detail === b.detail && a.actor === b.actor;

/** An outcome that is no success, in words. */
function outcomeText(outcome: string, name: string): string {
  if (outcome in connectErrors) return connectError(outcome, {name}).message;
  if (outcome in reasons) return reasons[outcome as keyof typeof reasons](name, '').message;
  return t.account.activityFailed;
}

/** What goes on repeating itself takes one line: a token of two seconds would hide all else. */
function Entry({run, name}: {run: Run<Happening>; name: string}) {
  const {time, action, outcome, detail, actor} = run.first;
  const failed = !fine.includes(outcome);
  return (
    <li data-failed={failed || undefined}>
      <span>{t.activity[action] ?? readable(action)}</span>
      <span className="muted">
        <Moment time={time} /> {t.actor[actor]}
        {run.length > 1 && ` · ${t.account.activityTimes(run.length)}`}
        {failed && ` · ${outcomeText(outcome, name)}`}
      </span>
      {failed && (
        <Details>
          <code>{[outcome, detail].filter(Boolean).join(' · ')}</code>
        </Details>
      )}
    </li>
  );
}

/** From the audit log, newest first. */
export function ActivityPanel({id, name}: {id: string; name: string}) {
  const pages = useInfiniteQuery(activityQuery(id));
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title={t.account.activity}>
      <Failure error={pages.error} />
      {pages.isSuccess && items.length === 0 && <p>{t.account.activityNone}</p>}
      <ol className={css.activity}>
        {runsOf(items, isSame).map((run, index) => (
          <Entry key={`${run.first.time}${index}`} run={run} name={name} />
        ))}
      </ol>
      {pages.hasNextPage && (
        <Button variant="default" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t.account.activityMore}
        </Button>
      )}
    </Panel>
  );
}

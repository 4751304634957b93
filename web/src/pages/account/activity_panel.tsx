// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useInfiniteQuery} from '@tanstack/react-query';
import {activityQuery} from '@/api/activity';
import {readable} from '@/lib/metadata';
import {t} from '@/texts';
import {connectError} from '@/texts/connect_errors';
import {Failure} from '@/ui/failure';
import {Moment} from '@/ui/moment';
import {Panel} from '@/ui/panel';
import css from './account_page.module.css';

const fine = ['', 'ok', 'success'];

/** An outcome that is no success, in words. */
function outcomeText(action: string, outcome: string, name: string): string {
  if (action === 'oauth_failed') return connectError(outcome, {name}).message;
  return readable(outcome);
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
        {items.map(({time, action, outcome, detail}, index) => {
          const failed = !fine.includes(outcome);
          return (
            <li key={`${time}${index}`} data-failed={failed || undefined}>
              <span>{t.activity[action] ?? readable(action)}</span>
              <span className="muted">
                <Moment time={time} />
                {failed && ` · ${outcomeText(action, outcome, name)}`}
                {detail && ` · ${detail}`}
              </span>
            </li>
          );
        })}
      </ol>
      {pages.hasNextPage && (
        <Button variant="default" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t.account.activityMore}
        </Button>
      )}
    </Panel>
  );
}

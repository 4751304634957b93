// SPDX-License-Identifier: Apache-2.0
import {useNow} from '@/lib/now';
import {exact, fromNow} from '@/lib/time';

/** A time relative to now; the exact one in its title. */
export function Moment({time}: {time: string}) {
  const now = useNow();
  return (
    <time dateTime={time} title={exact(time)}>
      {fromNow(time, now)}
    </time>
  );
}

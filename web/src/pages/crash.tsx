// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {Problem} from '@/api/problem';
import {t} from '@/texts';
import {Failure} from '@/ui/failure';
import {Narrow} from '@/ui/narrow';

/** Shown when a page cannot be: the server did not answer, or we made a mistake. */
export function Crash({error}: {error: unknown}) {
  const isOurs = !(error instanceof Problem);
  return (
    <Narrow title={isOurs ? t.crash.title : t.loadFailed}>
      {isOurs ? <p>{t.crash.body}</p> : <Failure error={error} />}
      <Button onClick={() => window.location.reload()}>{t.crash.again}</Button>
    </Narrow>
  );
}

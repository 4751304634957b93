// SPDX-License-Identifier: Apache-2.0
import {Link} from '@tanstack/react-router';
import {t} from '@/texts';
import {Narrow} from '@/ui/narrow';

export function NotFound() {
  return (
    <Narrow title={t.notFound.title}>
      <p>{t.notFound.body}</p>
      <p>
        <Link to="/integrations">{t.notFound.back}</Link>
      </p>
    </Narrow>
  );
}

// SPDX-License-Identifier: Apache-2.0
import type {Needs} from '@/api/admin';
import {t} from '@/texts';
import css from '@/ui/failure.module.css';

interface Props {
  needs: Needs;
}

/** What a platform will ask whoever connects it, and what is in the way of that. */
export function ProviderNeeds({needs}: Props) {
  const words = t.admin.integrations;
  if (needs.obstacle) {
    return (
      <div role="alert" className={css.failure}>
        <p>{needs.obstacle.message}</p>
      </div>
    );
  }
  return needs.asks.length > 0 && <p>{words.asks(needs.asks)}</p>;
}

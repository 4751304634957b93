// SPDX-License-Identifier: Apache-2.0
import type {Offer} from '@/api/offers';
import {t} from '@/texts';
import {MemberAppForm} from './member_app_form';
import {Panel} from './panel';

/** The user's own app at a platform, where they may bring one: seen, changed and removed. */
export function OwnAppPanel({offer}: {offer: Offer}) {
  if (offer.memberApp === 'not_offered') return null;
  return (
    <Panel title={t.memberApp.title}>
      <MemberAppForm offer={offer} />
    </Panel>
  );
}

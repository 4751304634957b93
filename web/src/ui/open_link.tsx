// SPDX-License-Identifier: Apache-2.0
import type {Offer} from '@/api/offers';
import {t} from '@/texts';

/** To where the platform keeps what it lets applications do; nothing where that is not known. */
export function OpenLink({offer}: {offer: Offer}) {
  if (!offer.settingsUrl) return null;
  return (
    <a href={offer.settingsUrl} target="_blank" rel="noreferrer">
      {t.card.open(offer.name)} <span className="hidden">({t.opensNewWindow})</span>
    </a>
  );
}

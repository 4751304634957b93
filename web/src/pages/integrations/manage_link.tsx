// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {Link} from '@tanstack/react-router';
import type {Integration} from '@/lib/status';
import {t} from '@/texts';

/** To the account where there is one, to the list where there are several. */
export function ManageLink({integration}: {integration: Integration}) {
  const {offer, accounts} = integration;
  const only = accounts.length === 1 ? accounts[0] : undefined;
  return (
    <Button
      variant="default"
      aria-label={t.card.manageOf(offer.name)}
      renderRoot={(props) =>
        only ? (
          <Link to="/accounts/$id" params={{id: only.id}} {...props} />
        ) : (
          <Link to="/integrations/$key" params={{key: offer.key}} {...props} />
        )
      }
    >
      {t.card.manage}
    </Button>
  );
}

// SPDX-License-Identifier: Apache-2.0
import type {Account} from '@/api/accounts';
import {factsOf} from '@/lib/metadata';
import {t} from '@/texts';
import {Facts, Panel} from '@/ui/panel';

/** What the platform said about the account, and what the application noted. */
export function MetadataPanel({account}: {account: Account}) {
  const facts: [string, string][] = [...factsOf(account.metadata), ...factsOf(account.customMetadata)];
  const own: [string, React.ReactNode][] = [
    [t.account.identity, account.providerAccountId],
    [t.account.ownId, <code key="id">{account.id}</code>],
  ];
  return (
    <Panel title={t.account.metadata}>
      <Facts facts={[...facts, ...own]} />
    </Panel>
  );
}

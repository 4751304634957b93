// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useState} from 'react';
import {keysQuery} from '@/api/admin';
import {t} from '@/texts';
import {Failure} from '@/ui/failure';
import {Page} from '@/ui/page';
import {KeyDialog} from './key_dialog';
import {KeyItem} from './key_item';

/** The keys with which applications come. */
export function KeysPage() {
  const keys = useQuery(keysQuery);
  const [isAdding, setAdding] = useState(false);
  return (
    <Page
      title={t.admin.keys.title}
      action={<Button onClick={() => setAdding(true)}>{t.admin.keys.add}</Button>}
      below={<p className="muted">{t.admin.keys.lead}</p>}
    >
      <Failure error={keys.error} />
      {keys.data?.length === 0 && <p>{t.admin.keys.none}</p>}
      <ul className="admin-list">
        {keys.data?.map((one) => (
          <li key={one.id}>
            <KeyItem item={one} />
          </li>
        ))}
      </ul>
      {isAdding && <KeyDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useInfiniteQuery} from '@tanstack/react-query';
import {useState} from 'react';
import {usersQuery} from '@/api/admin';
import {t} from '@/texts';
import {Failure} from '@/ui/failure';
import {Page} from '@/ui/page';
import {UserDialog} from './user_dialog';
import {UserItem} from './user_item';

/** Who signs in here, and the application's users. */
export function UsersPage() {
  const users = useInfiniteQuery(usersQuery);
  const [isAdding, setAdding] = useState(false);
  return (
    <Page
      title={t.admin.users.title}
      action={<Button onClick={() => setAdding(true)}>{t.admin.users.add}</Button>}
      below={<p className="muted">{t.admin.users.lead}</p>}
    >
      <Failure error={users.error} />
      <ul className="admin-list">
        {users.data?.pages
          .flatMap((page) => page.items)
          .map((one) => (
            <li key={one.id}>
              <UserItem user={one} />
            </li>
          ))}
      </ul>
      {users.hasNextPage && (
        <Button variant="default" onClick={() => void users.fetchNextPage()}>
          {t.admin.users.showMore}
        </Button>
      )}
      {isAdding && <UserDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

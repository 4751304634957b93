// SPDX-License-Identifier: Apache-2.0
import {ActionIcon, Menu} from '@mantine/core';
import {useChangeUser, type User, type UserChange} from '@/api/admin';
import {useMe} from '@/api/session';
import {toast} from '@/lib/toasts';
import {t} from '@/texts';
import {Failure} from '@/ui/failure';
import {Icon} from '@/ui/icons';
import {Moment} from '@/ui/moment';

function nameOf(user: User): string {
  return user.email ?? t.admin.users.external(user.externalId ?? user.id);
}

/** One user: their role, whether they may come in. Nobody locks themselves out. */
export function UserItem({user}: {user: User}) {
  const words = t.admin.users;
  const change = useChangeUser();
  const isMe = useMe()?.user?.id === user.id;
  const who = nameOf(user);
  const apply = (part: Omit<UserChange, 'id'>) =>
    change.mutate({id: user.id, ...part}, {onSuccess: () => toast(words.changed(who))});
  const other = user.role === 'admin' ? 'member' : 'admin';
  return (
    <article className="admin-item">
      <div className="admin-line">
        <div className="admin-who">
          <div>
            <h2>{who}</h2>
            <p className="muted">
              {[t.settings.role[user.role], isMe && words.you, user.disabled && words.disabled]
                .filter(Boolean)
                .join(' · ')}{' '}
              · {words.since} <Moment time={user.createdAt} />
            </p>
          </div>
        </div>
        {!isMe && (
          <Menu>
            <Menu.Target>
              <ActionIcon size={36} variant="transparent" c="inherit" aria-label={words.more(who)}>
                <Icon name="dots" />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {user.email && (
                <Menu.Item onClick={() => apply({role: other})}>
                  {other === 'admin' ? words.makeAdmin(who) : words.makeMember(who)}
                </Menu.Item>
              )}
              <Menu.Item onClick={() => apply({disabled: !user.disabled})}>
                {user.disabled ? words.enable(who) : words.disable(who)}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <Failure error={change.error} />
    </article>
  );
}

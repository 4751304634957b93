// SPDX-License-Identifier: Apache-2.0
import {Button, useMantineColorScheme, type MantineColorScheme} from '@mantine/core';
import {useLogout, useMe} from '@/api/session';
import {dismissAll} from '@/lib/toasts';
import {t} from '@/texts';
import {Failure} from '@/ui/failure';
import {Page} from '@/ui/page';
import {Facts, Panel} from '@/ui/panel';
import {colorSchemes} from '@/ui/theme';
import {OwnAppsPanel} from './own_apps_panel';

const schemes: MantineColorScheme[] = ['auto', 'light', 'dark'];

function Theme() {
  const {colorScheme, setColorScheme} = useMantineColorScheme();
  return (
    <Panel title={t.settings.theme}>
      <fieldset className="stack">
        <legend className="hidden">{t.settings.theme}</legend>
        {schemes.map((one) => (
          <label key={one} className="row">
            <input
              type="radio"
              name="theme"
              checked={colorScheme === one}
              onChange={() => setColorScheme(one)}
            />
            {t.settings.themes[one]}
          </label>
        ))}
      </fieldset>
    </Panel>
  );
}

function AccountPanel() {
  const me = useMe();
  const logout = useLogout();
  const {colorScheme} = useMantineColorScheme();
  const leave = (everywhere: boolean) =>
    logout.mutate(everywhere, {
      onSuccess: () => {
        // Signing out empties this browser's storage; the theme is nobody's secret.
        colorSchemes.set(colorScheme);
        dismissAll();
      },
    });
  const user = me?.user;
  return (
    <Panel title={t.settings.account}>
      <Facts
        facts={[
          [t.login.email, user?.email ?? ''],
          [t.admin.users.role, user ? t.settings.role[user.role] : ''],
        ]}
      />
      <Failure error={logout.error} />
      <div className="row">
        <Button variant="default" disabled={logout.isPending} onClick={() => leave(false)}>
          {t.settings.logout}
        </Button>
        <Button variant="quiet" disabled={logout.isPending} onClick={() => leave(true)}>
          {t.settings.everywhere}
        </Button>
      </div>
    </Panel>
  );
}

export function SettingsPage() {
  return (
    <Page title={t.settings.title}>
      <Theme />
      <OwnAppsPanel />
      <AccountPanel />
    </Page>
  );
}

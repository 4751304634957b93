// SPDX-License-Identifier: Apache-2.0
import {useQuery} from '@tanstack/react-query';
import {useState} from 'react';
import {appSettingsQuery, usePause} from '@/api/app_settings';
import {factsOf} from '@/lib/metadata';
import {toast} from '@/lib/toasts';
import {t} from '@/texts';
import {Failure} from '@/ui/failure';
import {Facts, Panel} from '@/ui/panel';

/** The reversible alternative to disconnecting, and what the application keeps for the user. */
export function PausePanel({offerKey, name}: {offerKey: string; name: string}) {
  const settings = useQuery(appSettingsQuery(offerKey));
  const pause = usePause();
  // Reversible, so it is shown before the server has answered, and taken back if it refuses.
  const [wish, setWish] = useState<boolean>();
  if (!settings.data) return null;
  const facts = factsOf(settings.data.settings);
  const isPaused = wish ?? !settings.data.isEnabled;
  const change = (paused: boolean) => {
    const onSuccess = () => toast(paused ? t.account.pausedNow(name) : t.account.resumedNow(name));
    setWish(paused);
    pause.mutate({key: offerKey, isEnabled: !paused}, {onSuccess, onSettled: () => setWish(undefined)});
  };
  return (
    <Panel title={t.account.use}>
      {isPaused && <p>{t.account.paused}</p>}
      <label className="row">
        <input
          type="checkbox"
          checked={isPaused}
          onChange={(event) => change(event.target.checked)}
        />
        <span>
          {t.account.pauseLabel}
          <br />
          <span className="muted">{t.account.pauseHint}</span>
        </span>
      </label>
      <Failure error={pause.error} />
      {facts.length > 0 && (
        <>
          <h3>{t.account.appSettings}</h3>
          <Facts facts={facts} />
        </>
      )}
    </Panel>
  );
}

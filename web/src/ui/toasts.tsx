// SPDX-License-Identifier: Apache-2.0
import {ActionIcon} from '@mantine/core';
import {useEffect, useState, useSyncExternalStore} from 'react';
import {dismiss, spoken, subscribe, type Toast} from '@/lib/toasts';
import {t} from '@/texts';
import {Icon} from './icons';
import css from './toasts.module.css';

const stays = 7000;

function One({toast}: {toast: Toast}) {
  const [held, setHeld] = useState(false);
  // What failed stays until somebody has read it.
  const leaves = toast.kind === 'done' && !held;
  useEffect(() => {
    if (!leaves) return;
    const timer = setTimeout(() => dismiss(toast.id), stays);
    return () => clearTimeout(timer);
  }, [leaves, toast.id]);
  return (
    <div
      className={css.toast}
      data-kind={toast.kind}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{toast.text}</span>
      <ActionIcon variant="transparent" c="inherit" aria-label={t.dismiss} onClick={() => dismiss(toast.id)}>
        <Icon name="close" />
      </ActionIcon>
    </div>
  );
}

/** The page's one polite live region, and its toasts. */
export function Toasts() {
  const {toasts, announcement} = useSyncExternalStore(subscribe, spoken);
  const of = (kind: Toast['kind']) =>
    toasts.filter((one) => one.kind === kind).map((one) => <One key={one.id} toast={one} />);
  return (
    <div className={css.region}>
      <div role="alert" className={css.group}>
        {of('failed')}
      </div>
      <div role="status" className={css.group}>
        <span className="hidden">{announcement}</span>
        {of('done')}
      </div>
    </div>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {ActionIcon} from '@mantine/core';
import {useEffect, useId, useRef, type ReactNode} from 'react';
import {t} from '@/texts';
import css from './dialog.module.css';
import {Icon} from './icons';

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** While something is under way it cannot be closed. */
  isBusy?: boolean;
}

/**
 * The browser's own modal dialog: what is behind it can neither be reached nor read, Esc closes it.
 * Focus begins on `[data-autofocus]` inside, else on the title, where reading begins, and goes back
 * to where it was.
 */
export function Dialog({title, onClose, children, isBusy = false}: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    element?.showModal();
    const first = element?.querySelector<HTMLElement>('[data-autofocus]') ?? heading.current;
    first?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={css.dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!isBusy) onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === dialog.current && !isBusy) onClose();
      }}
    >
      <div className={css.inside}>
        <div className={css.head}>
          <h2 id={id} ref={heading} tabIndex={-1}>
            {title}
          </h2>
          <ActionIcon variant="transparent" c="inherit" aria-label={t.close} disabled={isBusy} onClick={onClose}>
            <Icon name="close" />
          </ActionIcon>
        </div>
        {children}
      </div>
    </dialog>
  );
}

/** The row of buttons at a dialog's end. */
export function DialogActions({children}: {children: ReactNode}) {
  return <div className={css.actions}>{children}</div>;
}

// SPDX-License-Identifier: Apache-2.0
import {ActionIcon, TextInput} from '@mantine/core';
import {useEffect, useRef} from 'react';
import {t} from '@/texts';
import {Icon} from '@/ui/icons';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** `/` goes to it from anywhere on the page, Esc clears it. */
export function SearchBox({label, value, onChange}: Props) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (event.key !== '/' || !isPlain || isTyping(event.target)) return;
      if (document.querySelector('dialog[open]')) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  const clear = () => {
    onChange('');
    input.current?.focus();
  };
  return (
    <TextInput
      ref={input}
      role="searchbox"
      aria-label={label}
      aria-keyshortcuts="/"
      placeholder={label}
      value={value}
      leftSection={<Icon name="search" />}
      rightSection={
        value ? (
          <ActionIcon variant="transparent" c="inherit" aria-label={t.integrations.clearSearch} onClick={clear}>
            <Icon name="close" />
          </ActionIcon>
        ) : undefined
      }
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onChange('');
      }}
    />
  );
}

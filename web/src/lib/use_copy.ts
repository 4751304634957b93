// SPDX-License-Identifier: Apache-2.0
import {useState} from 'react';
import {announce} from '@/lib/toasts';
import {t} from '@/texts';

/** Puts a text on the clipboard and says so; where the browser forbids it, nothing happens. */
export function useCopy(value: string) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      return;
    }
    setCopied(true);
    announce(t.copied);
  };
  return {isCopied, copy};
}

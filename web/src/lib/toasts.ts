// SPDX-License-Identifier: Apache-2.0
// What has just been done, and what screen readers should hear. One store for the whole page.

export interface Toast {
  id: number;
  kind: 'done' | 'failed';
  text: string;
}

export interface Spoken {
  toasts: readonly Toast[];
  announcement: string;
}

let state: Spoken = {toasts: [], announcement: ''};
let next = 1;
const listeners = new Set<() => void>();

function change(part: Partial<Spoken>) {
  state = {...state, ...part};
  for (const listener of listeners) listener();
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function spoken(): Spoken {
  return state;
}

export function toast(text: string, kind: Toast['kind'] = 'done') {
  const others = state.toasts.filter((one) => one.text !== text);
  change({toasts: [...others, {id: next++, kind, text}].slice(-3)});
}

export function dismiss(id: number) {
  change({toasts: state.toasts.filter((one) => one.id !== id)});
}

export function dismissAll() {
  change({toasts: [], announcement: ''});
}

/** For screen readers alone. */
export function announce(text: string) {
  if (text !== state.announcement) change({announcement: text});
}

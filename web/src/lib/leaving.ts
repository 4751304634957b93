// SPDX-License-Identifier: Apache-2.0
// What this tab left the page for, to be known when it comes back.

export interface Leaving {
  key: string;
  connectionId?: string;
}

const place = 'fairlead-leaving';

export function remember(leaving: Leaving) {
  try {
    sessionStorage.setItem(place, JSON.stringify(leaving));
  } catch {
    // Without storage the way back still says what happened, only not to which account.
  }
}

export function recall(): Leaving | null {
  try {
    const text = sessionStorage.getItem(place);
    sessionStorage.removeItem(place);
    const value: unknown = text === null ? null : JSON.parse(text);
    return typeof value === 'object' && value !== null && 'key' in value ? (value as Leaving) : null;
  } catch {
    return null;
  }
}

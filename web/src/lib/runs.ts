// SPDX-License-Identifier: Apache-2.0

/** Neighbours that are alike. */
export interface Run<T> {
  first: T;
  length: number;
}

/** A list as its runs, in the list's order. */
export function runsOf<T>(items: readonly T[], isSame: (a: T, b: T) => boolean): Run<T>[] {
  const runs: Run<T>[] = [];
  for (const item of items) {
    const last = runs.at(-1);
    if (last && isSame(last.first, item)) last.length += 1;
    else runs.push({first: item, length: 1});
  }
  return runs;
}

// SPDX-License-Identifier: Apache-2.0

/** A ring with a line passing through it: what a fairlead is. */
export function Mark({size = 24}: {size?: number}) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" strokeLinecap="round" aria-hidden>
      <circle cx="8" cy="8" r="5" stroke="var(--accent)" strokeWidth="2.25" />
      <path
        d="M1.25 13.5C4 13.5 5.5 11 8 8s4-5.5 6.75-5.5"
        stroke="currentColor"
        strokeWidth="1.5"
      />
    </svg>
  );
}

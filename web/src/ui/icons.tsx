// SPDX-License-Identifier: Apache-2.0
// Drawn by us, on a grid of 16; decoration only, the words stand beside them.

const paths = {
  grid: 'M2.5 2.500h4.500v4.500H2.500zM9 2.500h4.500v4.500H9zM2.5 9h4.500v4.500H2.500zM9 9h4.500v4.500H9z',
  sliders: 'M2 4.500h6M12 4.500h2M2 11.500h2M8 11.500h6M10 2.750v3.500M6 9.750v3.5',
  plug: 'M5.5 1.500v3M10.5 1.500v3M3.5 4.500h9v2.500a4.5 4.5 0 0 1-9 0zM8 11.500v3',
  key: 'M10.5 1.750a3.75 3.75 0 1 1-3.4 5.300L2 12v2h2.500v-1.500H6V11h1.500l1-1',
  people: 'M6 8a2.75 2.75 0 1 0 0-5.500A2.75 2.75 0 0 0 6 8zM1.5 13.500a4.5 4.5 0 0 1 9 0M11 3.200a2.5 2.5 0 0 1 0 4.600M12.5 10.500a4 4 0 0 1 2 3',
  dots: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.75 10.75 14 14',
  close: 'm4 4 8 8M12 4l-8 8',
  out: 'M9.5 2.500h4v4M13.25 2.75 7.5 8.500M11.5 9.500v4h-9v-9h4',
  back: 'M9.5 3.5 5 8l4.5 4.5',
  check: 'm3 8.5 3.5 3.500L13 4.5',
} as const;

export type IconName = keyof typeof paths;

export function Icon({name, size = 16}: {name: IconName; size?: number}) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'dots' ? 2.25 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d={paths[name]} />
    </svg>
  );
}

// SPDX-License-Identifier: Apache-2.0
import css from './monogram.module.css';

/** The same hue for the same category, spread over the circle. */
function hueOf(text: string): number {
  let hash = 7;
  for (const char of text) hash = (hash * 31 + char.codePointAt(0)!) % 3600;
  return hash % 360;
}

function lettersOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const inner = words[0]?.match(/\p{Lu}/gu) ?? [];
  if (words.length > 1) return (words[0]![0]! + words[1]![0]!).toUpperCase();
  return (inner.length > 1 ? inner[0]! + inner[1]! : (words[0] ?? '?').slice(0, 1)).toUpperCase();
}

/** A platform's neutral tile: its initials on its category's colour. Decoration. */
export function Monogram({name, category, size = 40}: {name: string; category?: string; size?: number}) {
  const style = {'--hue': hueOf(category ?? name), '--size': `${size}px`} as React.CSSProperties;
  return (
    <span className={css.tile} style={style} aria-hidden>
      {lettersOf(name)}
    </span>
  );
}

// SPDX-License-Identifier: Apache-2.0

export const locale = 'en';

const plurals = new Intl.PluralRules(locale);
const numbers = new Intl.NumberFormat(locale);
const lists = new Intl.ListFormat(locale, {type: 'conjunction'});

type Forms = {other: string} & Partial<Record<Intl.LDMLPluralRule, string>>;

/** The form for this number, `#` in it replaced by the number as people write it. */
export function plural(count: number, forms: Forms): string {
  const form = forms[plurals.select(count)] ?? forms.other;
  return form.replace('#', numbers.format(count));
}

/** `a, b and c`. */
export function list(parts: string[]): string {
  return lists.format(parts);
}

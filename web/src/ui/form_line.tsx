// SPDX-License-Identifier: Apache-2.0
import {NativeSelect, PasswordInput, Textarea, TextInput} from '@mantine/core';
import type {Offer} from '@/api/offers';
import {t} from '@/texts';

export type Field = Offer['form'][number];

interface LineProps {
  field: Field;
  value: string;
  error: string | undefined;
  /** A secret that is stored already: an empty line leaves it as it is. */
  isStored?: boolean;
  onChange: (value: string) => void;
}

/** One line of the form, by what the provider's file says of it. */
export function FormLine({field, value, error, isStored = false, onChange}: LineProps) {
  const common = {
    label: field.optional ? t.form.optional(field.label) : field.label,
    description: isStored ? t.admin.integrations.secretKeep : field.hint || undefined,
    required: !field.optional && !isStored,
    withAsterisk: false,
    value,
    error,
    autoComplete: 'off',
    spellCheck: false,
  };
  if (field.oneOf.length > 0) {
    const data = field.optional ? ['', ...field.oneOf] : field.oneOf;
    return <NativeSelect {...common} data={data} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
  if (field.multiline) {
    // A field of one line would lose the ends of lines that a key or certificate is pasted with.
    return (
      <Textarea {...common} rows={5} onChange={(event) => onChange(event.currentTarget.value)} />
    );
  }
  if (field.secret) {
    return (
      <PasswordInput
        {...common}
        visibilityToggleButtonProps={{'aria-label': t.form.show(field.label), tabIndex: 0}}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return <TextInput {...common} onChange={(event) => onChange(event.currentTarget.value)} />;
}

export const nameOf = (field: Field) => `/${field.of}/${field.name}`;

export function filled(fields: Field[], values: Record<string, string>, of: Field['of']) {
  const mine = fields.filter((field) => field.of === of && values[nameOf(field)]);
  return Object.fromEntries(mine.map((field) => [field.name, values[nameOf(field)] ?? '']));
}

/** What a form begins with. */
export const initially = (fields: Field[]): Record<string, string> =>
  Object.fromEntries(fields.map((field) => [nameOf(field), field.initial]));

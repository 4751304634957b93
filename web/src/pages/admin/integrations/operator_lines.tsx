// SPDX-License-Identifier: Apache-2.0
import type {Needs} from '@/api/admin';
import type {Problem} from '@/api/problem';
import {t} from '@/texts';
import {FormLine, nameOf} from '@/ui/form_line';

interface Props {
  /** The platform's name. */
  name: string;
  lines: Needs['operators'];
  values: Record<string, string>;
  /** The secrets that have a value, which nobody is shown. */
  stored: readonly string[];
  problem: Problem | null;
  onChange: (line: string, value: string) => void;
}

/** What a platform wants to know of whoever sets it up: the host of an own installation, say. */
export function OperatorLines({name, lines, values, stored, problem, onChange}: Props) {
  if (lines.length === 0) return null;
  return (
    <fieldset className="stack">
      <legend>{t.admin.integrations.operators(name)}</legend>
      {lines.map((field) => (
        <FormLine
          key={nameOf(field)}
          field={field}
          value={values[nameOf(field)] ?? ''}
          isStored={field.of === 'secretVars' && stored.includes(field.name)}
          error={problem?.faultOf(nameOf(field))}
          onChange={(value) => onChange(nameOf(field), value)}
        />
      ))}
    </fieldset>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {NativeSelect, TextInput} from '@mantine/core';
import {useId} from 'react';
import type {Problem} from '@/api/problem';
import {authentications, categories, type FormValues} from '@/lib/custom_form';
import {categoryName} from '@/lib/find';
import {t} from '@/texts';
import css from './custom.module.css';

interface Props {
  values: FormValues;
  problem: Problem | null;
  onChange: (part: Partial<FormValues>) => void;
}

/** What a usual OAuth 2.0 platform takes. */
export function CustomFields({values, problem, onChange}: Props) {
  const words = t.admin.custom;
  const scopesId = useId();
  const faultOf = (name: keyof FormValues) => problem?.faultsUnder(`/${name}`).join(' ') || undefined;
  const line = (name: keyof FormValues, label: string, description?: string, isRequired = true) => ({
    label: isRequired ? label : words.optional(label),
    description,
    required: isRequired,
    withAsterisk: false,
    value: values[name],
    error: faultOf(name),
    spellCheck: false,
    onChange: (event: {currentTarget: {value: string}}) => onChange({[name]: event.currentTarget.value}),
  });
  const scopeFault = faultOf('scopes');
  return (
    <>
      <TextInput data-autofocus {...line('name', words.name)} />
      <NativeSelect
        {...line('category', words.category)}
        data={categories.map((value) => ({value, label: categoryName(value)}))}
      />
      <TextInput type="url" {...line('authorizeUrl', words.authorizeUrl, words.authorizeHint)} />
      <TextInput type="url" {...line('tokenUrl', words.tokenUrl)} />
      <div className="field">
        <label htmlFor={scopesId}>{words.optional(words.scopes)}</label>
        <p className="muted" id={`${scopesId}-hint`}>
          {words.scopesHint}
        </p>
        <textarea
          id={scopesId}
          className="entry admin-area"
          aria-describedby={`${scopesId}-hint ${scopesId}-fault`}
          aria-invalid={scopeFault !== undefined}
          value={values.scopes}
          onChange={(event) => onChange({scopes: event.target.value})}
        />
        <p id={`${scopesId}-fault`} className={css.fault}>
          {scopeFault}
        </p>
      </div>
      <NativeSelect
        {...line('clientAuthentication', words.clientAuthentication)}
        data={authentications.map((value) => ({value, label: words.authentications[value] ?? value}))}
      />
      <TextInput type="url" {...line('apiBase', words.apiBase, undefined, false)} />
      <TextInput type="url" {...line('identityUrl', words.identityUrl, undefined, false)} />
      {values.identityUrl && (
        <>
          <TextInput {...line('identityId', words.identityId, words.identityIdHint)} />
          <TextInput {...line('identityLabel', words.identityLabel, undefined, false)} />
        </>
      )}
    </>
  );
}

// SPDX-License-Identifier: Apache-2.0
import {PasswordInput, TextInput} from '@mantine/core';
import {t} from '@/texts';

interface FieldProps {
  value: string;
  onChange: (value: string) => void;
  label?: string;
  error?: string;
  autoFocus?: boolean;
}

export function EmailField({value, onChange, label = t.login.email, ...rest}: FieldProps) {
  return (
    <TextInput
      label={label}
      type="email"
      autoComplete="username"
      required
      withAsterisk={false}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...rest}
    />
  );
}

interface PasswordProps extends FieldProps {
  /** To be chosen, not remembered: password managers offer one. */
  isNew?: boolean;
  hint?: string;
}

export function PasswordField({value, onChange, label = t.login.password, isNew, hint, ...rest}: PasswordProps) {
  return (
    <PasswordInput
      label={label}
      description={hint}
      autoComplete={isNew ? 'new-password' : 'current-password'}
      required
      withAsterisk={false}
      minLength={isNew ? 8 : undefined}
      value={value}
      visibilityToggleButtonProps={{'aria-label': t.login.showPassword, tabIndex: 0}}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...rest}
    />
  );
}

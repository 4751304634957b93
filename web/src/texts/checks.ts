// SPDX-License-Identifier: Apache-2.0
import type {Checked} from '@/api/accounts';
import {span, type FailureText} from './failures';

const operators = (name: string): FailureText => ({
  message: `${name} answered in a way that Fairlead does not understand. It should be checked by its operator.`,
  whose: 'operator',
});

/** What a platform said of an account when it was asked, where it is not well. */
export const outcomes: Record<string, (name: string, wait: string) => FailureText> = {
  rate_limited: (name, wait) => ({
    message: `${name} takes no more calls for this account now. Please try again in ${wait}.`,
    whose: 'platform',
  }),
  unavailable: (name) => ({
    message: `${name} has a problem or cannot be reached. Nothing was changed; please try again in a few minutes.`,
    whose: 'platform',
  }),
  reconnect: (name) => ({
    message: `${name} does not take this account's access any more. Please reconnect it.`,
    whose: 'you',
  }),
  consent: (name) => ({
    message: `${name} wants a permission that was not granted. Please reconnect and allow everything.`,
    whose: 'you',
  }),
  permission: (name) => ({
    message: `This account may not do that at ${name}. Check its permissions in ${name}'s settings.`,
    whose: 'you',
  }),
  operator: (name) => ({
    message: `${name} refuses this application. Its client id and secret have to be checked by its operator.`,
    whose: 'operator',
  }),
  suspended: (name) => ({
    message: `${name} has suspended this account. Check there what it asks of you.`,
    whose: 'you',
  }),
  refused: operators,
  resync: operators,
  unreadable: operators,
};

export function outcomeOf(checked: Checked, name: string): FailureText {
  const known = outcomes[checked.outcome] ?? operators;
  return known(name, span(checked.retryAfter ?? 300));
}

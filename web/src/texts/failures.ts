// SPDX-License-Identifier: Apache-2.0
import {Problem} from '@/api/problem';
import type {Texts} from '.';
import {plural} from './format';

export type Whose = keyof Texts['whose'];

/** One error as people read it: what happened and what to do, and whose problem it is. */
export interface FailureText {
  message: string;
  whose: Whose;
}

/** The real wait, in the words of a clock. */
export function span(seconds: number): string {
  if (seconds < 90) return plural(Math.max(1, Math.ceil(seconds)), {one: '# second', other: '# seconds'});
  if (seconds < 90 * 60) return plural(Math.ceil(seconds / 60), {one: '# minute', other: '# minutes'});
  if (seconds < 36 * 3600) return plural(Math.ceil(seconds / 3600), {one: '# hour', other: '# hours'});
  return plural(Math.round(seconds / 86400), {one: '# day', other: '# days'});
}

/** By the code of the server's answer. */
export const problems: Record<string, (problem: Problem) => FailureText> = {
  unreachable: () => ({message: 'Connection failed. Please check your internet.', whose: 'network'}),
  invalid: (p) => ({message: p.detail || 'Something in this form is not right. Please check it.', whose: 'you'}),
  invalid_credentials: () => ({
    message: 'Unable to sign in. Please check your e-mail and password.',
    whose: 'you',
  }),
  unauthenticated: () => ({message: 'You are signed out. Sign in again to go on.', whose: 'you'}),
  reauth_required: () => ({message: 'Your password is needed again. Please confirm that it is you.', whose: 'you'}),
  forbidden: (p) => ({message: p.detail || 'You may not do this. Ask your administrator.', whose: 'operator'}),
  csrf: () => ({message: 'This page is out of date. Load it again, then repeat.', whose: 'us'}),
  wrong_code: () => ({
    message: 'That is not the set-up code. Check the link that the server printed last.',
    whose: 'you',
  }),
  already_set_up: () => ({message: 'Fairlead is set up already. Sign in instead.', whose: 'nobody'}),
  last_admin: () => ({
    message: 'Somebody has to administer Fairlead. Check that another administrator remains.',
    whose: 'you',
  }),
  other_account: () => ({
    message: 'That is another account. Reconnect the same one, or add this one as another.',
    whose: 'you',
  }),
  not_found: () => ({message: 'It is no longer there. Load the page again to see what is.', whose: 'nobody'}),
  conflict: (p) => ({message: p.detail || 'It has changed meanwhile. Load the page again.', whose: 'you'}),
  too_large: () => ({message: 'That is too large. Shorten it and try again.', whose: 'you'}),
  rate_limited: (p) => ({
    message: `Too many attempts. Please try again in ${span(p.retryAfter ?? 60)}.`,
    whose: 'you',
  }),
  reconnect_required: () => ({message: 'Access has ended. Please reconnect your account.', whose: 'you'}),
  integration_disabled: () => ({message: 'This integration is paused. Resume it first.', whose: 'you'}),
  provider_failed: (p) => ({
    message: p.detail || 'The platform had a problem. Please try again in a few minutes.',
    whose: 'platform',
  }),
  provider_config: (p) => ({
    message: p.detail || 'The platform refuses this application. Ask your administrator.',
    whose: 'operator',
  }),
  member_app_refused: (p) => ({
    message: p.detail || 'The platform refuses your own app. Check its client id and secret.',
    whose: 'you',
  }),
  network: (p) => ({message: p.detail || 'The platform could not be reached. Please try again.', whose: 'network'}),
  provider_error: (p) => ({
    message: p.detail || 'The platform had a problem. Please try again in a few minutes.',
    whose: 'platform',
  }),
  unavailable: () => ({message: 'Fairlead is busy or restarting. Please try again in a moment.', whose: 'us'}),
  timeout: () => ({message: 'It took too long. Please try again in a moment.', whose: 'platform'}),
  internal: () => ({
    message: 'Something went wrong on our side. Please try again; the request id below helps us find out what it was.',
    whose: 'us',
  }),
};

export function failureOf(error: unknown): FailureText {
  const problem = error instanceof Problem ? error : new Problem(0, 'internal', '', '', null, []);
  const known = problems[problem.code];
  if (known) return known(problem);
  // A code this page is too old to know: the server's own words.
  if (problem.detail && problem.status < 500) return {message: problem.detail, whose: 'you'};
  return problems.internal!(problem);
}

// SPDX-License-Identifier: Apache-2.0
// The catalogue's lint: each error says what happened, whose problem it is and what to do.
import {describe, expect, test} from 'vitest';
import {Problem} from '@/api/problem';
import {t} from '.';
import {reasons} from './causes';
import {outcomes} from './checks';
import {connectError, connectErrors, connectProblem, type Kind} from './connect_errors';
import {failureOf, problems, span} from './failures';

/** Words by which a sentence tells somebody what to do, or that nothing needs doing. */
const advice =
  /\b(try again|check|reconnect|sign in|start again|load|ask|confirm|resume|shorten|repeat|allow|nothing to do|be checked by|by ourselves)\b/i;
const forbidden = /oops|!|\bOK\b|invalid_grant|\berror code\b/i;

function judge(message: string, whose: string) {
  expect(message).toMatch(advice);
  expect(message).not.toMatch(forbidden);
  expect(message).toMatch(/^[A-Z].*\.$/);
  expect(Object.keys(t.whose)).toContain(whose);
}

describe('every answer of the server', () => {
  test.each(Object.keys(problems))('%s', (code) => {
    const {message, whose} = failureOf(new Problem(400, code, '', 'r', 90, []));
    judge(message, whose);
  });

  test('an unknown code below 500 speaks in the words of the server', () => {
    const unknown = new Problem(409, 'brand_new', 'That is taken. Choose another.', 'r', null, []);
    expect(failureOf(unknown)).toEqual({message: 'That is taken. Choose another.', whose: 'you'});
  });

  test('what is no answer at all is our fault', () => {
    expect(failureOf(new TypeError('x')).whose).toBe('us');
  });
});

describe('every reason of a connection', () => {
  test.each(Object.entries(reasons))('%s', (_, cause) => {
    for (const at of ['', '14:05']) {
      const {message, whose} = cause('HubSpot', at);
      judge(message, whose);
    }
  });
});

describe('every answer to a check', () => {
  test.each(Object.entries(outcomes))('%s', (_, outcome) => {
    const {message, whose} = outcome('HubSpot', '5 minutes');
    judge(message, whose);
  });
});

describe('every failed connect, in the words of the specification', () => {
  const said: Record<Kind, string> = {
    access_denied: 'Connection cancelled. You can try again anytime.',
    invalid_credentials: 'Unable to connect. Please check your credentials.',
    network: 'Connection failed. Please check your internet.',
    rate_limited: 'Too many attempts. Please try again in 5 minutes.',
    provider_error: 'HubSpot had a problem. We will try again at 14:05.',
    invalid_state: 'This link has expired or was already used. Start again.',
    permission: "HubSpot refused this. Check the permissions in HubSpot's settings.",
  };
  test.each(Object.keys(connectErrors) as Kind[])('%s', (kind) => {
    const error = connectError(kind, {name: 'HubSpot', wait: 300, at: '14:05'});
    expect(error.message).toBe(said[kind]);
    judge(error.message, error.whose);
  });

  test('a form that the platform refused says the same, and what is not the platform’s is left', () => {
    const refused = new Problem(400, 'invalid_credentials', said.invalid_credentials, 'r', null, []);
    expect(connectProblem(refused, 'OpenAI')).toMatchObject({message: said.invalid_credentials, whose: 'you'});
    const down = new Problem(502, 'provider_error', 'OpenAI had a problem. Please try again.', 'r', null, []);
    expect(connectProblem(down, 'OpenAI')).toMatchObject({whose: 'platform'});
    const over = new Problem(502, 'suspended', 'OpenAI has suspended it. See to it there first.', 'r', null, []);
    expect(connectProblem(over, 'OpenAI')?.message).toBe('OpenAI has suspended it. See to it there first.');
    const waits = new Problem(429, 'rate_limited', '', 'r', 240, []);
    expect(connectProblem(waits, 'OpenAI')?.message).toContain('4 minutes');
    expect(connectProblem(new Problem(400, 'invalid', '', 'r', null, []), 'OpenAI')).toBeNull();
    expect(connectProblem(new TypeError('x'), 'OpenAI')).toBeNull();
  });

  test('a wait that is over is not told as one', () => {
    const {message, whose} = connectError('rate_limited', {name: 'Zoho', wait: -3});
    expect(message).not.toMatch(/second/);
    judge(message, whose);
  });

  test('what the server knows better is said in its words, as a fault of ours', () => {
    const said = 'The settings of this integration changed meanwhile. Start again.';
    expect(connectError('invalid_state', {name: 'Zoho', said})).toMatchObject({message: said, whose: 'us'});
  });

  test('no time is promised where none is set', () => {
    expect(connectError('provider_error', {name: 'Zoho'}).message).toBe(
      'Zoho had a problem. Please try again in a few minutes.',
    );
  });
});

test.each([
  [1, '1 second'],
  [45, '45 seconds'],
  [300, '5 minutes'],
  [7200, '2 hours'],
  [3 * 86400, '3 days'],
])('%d seconds are %s', (seconds, words) => {
  expect(span(seconds)).toBe(words);
});

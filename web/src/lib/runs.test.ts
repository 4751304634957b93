// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {runsOf} from './runs';

const same = (a: string, b: string) => a[0] === b[0];
const said = (items: string[]) => runsOf(items, same).map(({first, length}) => `${first}*${length}`);

describe('the runs of a list', () => {
  test.each([
    [[], []],
    [['a'], ['a*1']],
    [['a1', 'a2', 'b1', 'a3'], ['a1*2', 'b1*1', 'a3*1']],
    [['b', 'a1', 'a2', 'a3'], ['b*1', 'a1*3']],
  ])('%o are %o', (items, runs) => {
    expect(said(items)).toEqual(runs);
  });
});

// SPDX-License-Identifier: Apache-2.0
// Runs one file of browser tests and ends with `N passed, M failed`, which is what
// tools/run_tests.py counts.
import {run} from 'node:test';
import {tap} from 'node:test/reporters';

const counts = {passed: 0, failed: 0};
const isFile = ({name}) => name.endsWith('.mjs');

const stream = run({files: process.argv.slice(2), concurrency: false});
stream.on('test:pass', (test) => {
  if (!isFile(test) && !test.skip && !test.todo) counts.passed += 1;
});
stream.on('test:fail', () => { counts.failed += 1; });
stream.compose(tap).on('end', () => {
  // A file without tests proves nothing.
  if (counts.passed === 0) counts.failed += 1;
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}).pipe(process.stdout, {end: false});

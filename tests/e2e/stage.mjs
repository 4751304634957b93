// SPDX-License-Identifier: Apache-2.0
// The servers and the browser of one file of tests: there before its first, gone after its last.
import {after, before} from 'node:test';
import {launch} from './browser.mjs';
import {Servers} from './servers.mjs';

/** Set when the first test begins. A file is a process of its own, so there is one stage in it. */
export let servers;
export let browser;

/**
 * To be called once by a file of tests; `options` are those of Servers.start(). `begin` is called
 * when all is there: hooks of a file's own do not wait for each other.
 */
export function setStage(options, begin = async () => {}) {
  before(async () => {
    servers = await Servers.start(options);
    browser = await launch();
    await begin();
  });
  after(async () => {
    await browser?.end();
    await servers?.stop();
  });
}

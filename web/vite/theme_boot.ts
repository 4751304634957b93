// SPDX-License-Identifier: Apache-2.0
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import type {Plugin} from 'vite';

const source = 'src/lib/theme_boot.js';

/**
 * Puts the script that sets the theme before the first paint into the head: a file of its own,
 * because the policy allows no inline script, and not a module, because modules run too late.
 */
export function themeBoot(): Plugin {
  let path = `/${source}`;
  return {
    name: 'fairlead-theme-boot',
    buildStart() {
      if (this.environment.mode !== 'build') return;
      const text = readFileSync(source, 'utf8');
      const hash = createHash('sha256').update(text).digest('base64url').slice(0, 8);
      const fileName = `assets/theme-${hash}.js`;
      this.emitFile({type: 'asset', fileName, source: text});
      path = `/${fileName}`;
    },
    transformIndexHtml: {
      order: 'post',
      handler: () => [{tag: 'script', attrs: {src: path}, injectTo: 'head-prepend' as const}],
    },
  };
}

// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {brotliCompressSync, constants, gzipSync} from 'node:zlib';
import type {Plugin} from 'vite';

const worthIt = /\.(html|js|css|svg|json|txt)$/;

function write(file: string, suffix: string, packed: Buffer, size: number) {
  // A packed file that is no smaller only costs space in the binary.
  if (packed.length < size) writeFileSync(file + suffix, packed);
}

function compress(file: string) {
  const bytes = readFileSync(file);
  const brotli = {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  };
  write(file, '.br', brotliCompressSync(bytes, brotli), bytes.length);
  write(file, '.gz', gzipSync(bytes, {level: 9}), bytes.length);
}

/** Lays a .br and a .gz beside each file: the server sends them as they are. */
export function precompress(): Plugin {
  let folder = 'dist';
  return {
    name: 'fairlead-precompress',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    closeBundle() {
      for (const entry of readdirSync(folder, {recursive: true, withFileTypes: true})) {
        if (entry.isFile() && worthIt.test(entry.name)) compress(join(entry.parentPath, entry.name));
      }
    },
  };
}

// SPDX-License-Identifier: Apache-2.0
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {Marked, type Tokens} from 'marked';
import type {Plugin} from 'vite';

const folder = '../docs/providers';
const style = 'src/guide.css';
const virtual = 'virtual:guides';
/** About all platforms, not one. */
const others = ['README', 'conformance'];

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 8);
const slug = (text: string) => text.toLowerCase().replace(/[^\w -]/g, '').replaceAll(' ', '-');

/** What another file of the repository would be looked up in is no link here: only the web is. */
function writer(): Marked {
  const marked = new Marked();
  marked.use({
    renderer: {
      link({href, tokens}: Tokens.Link) {
        const words = this.parser.parseInline(tokens);
        if (href.startsWith('#')) return `<a href="${href}">${words}</a>`;
        if (!/^https:\/\//.test(href)) return words;
        return `<a href="${href}" target="_blank" rel="noreferrer">${words}</a>`;
      },
      heading({tokens, depth, text}: Tokens.Heading) {
        return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
    },
  });
  return marked;
}

function page(text: string, styled: string): string {
  const title = /^# (.*)$/m.exec(text)?.[1] ?? '';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title} · Fairlead</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,"><link rel="stylesheet" href="${styled}">
</head><body><main>${writer().parse(text)}</main></body></html>`;
}

/**
 * Makes a page of each provider's guide in docs/providers/, so that whoever sets one up reads it where
 * they are. `virtual:guides` says at which address each is, by the provider's id.
 */
export function guides(): Plugin {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.md') && !others.includes(basename(name, '.md')))
    .toSorted();
  const css = readFileSync(style, 'utf8');
  const styled = `assets/guide-${hashOf(css)}.css`;
  const made = files.map((name) => {
    const id = basename(name, '.md');
    const html = page(readFileSync(join(folder, name), 'utf8'), `/${styled}`);
    return {id, html, fileName: `assets/guides/${id}-${hashOf(html)}.html`};
  });
  return {
    name: 'fairlead-guides',
    resolveId: (id) => (id === virtual ? `\0${virtual}` : null),
    load(id) {
      if (id !== `\0${virtual}`) return null;
      const addresses = Object.fromEntries(made.map(({id, fileName}) => [id, `/${fileName}`]));
      return `export const guides = ${JSON.stringify(addresses)};`;
    },
    generateBundle() {
      this.emitFile({type: 'asset', fileName: styled, source: css});
      for (const {html, fileName} of made) this.emitFile({type: 'asset', fileName, source: html});
    },
  };
}

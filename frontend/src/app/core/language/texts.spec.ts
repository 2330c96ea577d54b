import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { scopes, textsOf } from '../../../texts-on-disk';
import { LANGUAGES } from './languages';

const SOURCES = join(process.cwd(), 'src', 'app');
const CODES = LANGUAGES.map(({ code }) => code);

/** Every text below a node, by its key. */
function flat(node: object, before: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(node) as [string, unknown][]) {
    const key = `${before}.${name}`;
    if (typeof value === 'object' && value !== null) {
      flat(value, key).forEach((text, deeper) => texts.set(deeper, text));
    } else {
      texts.set(key, String(value));
    }
  }
  return texts;
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((found) => found[1] ?? '').sort();
}

/** What stands in quotes in the sources and begins with the name of a scope; `…​.` is the beginning of several keys. */
function literals(): Set<string> {
  const pattern = new RegExp(`['"\`]((?:${scopes().join('|')})\\.[\\w.]*)`, 'g');
  const found = new Set<string>();
  for (const name of readdirSync(SOURCES, { recursive: true, encoding: 'utf-8' })) {
    if (/\.(ts|html)$/.test(name) && !name.endsWith('.spec.ts')) {
      for (const [, key] of readFileSync(join(SOURCES, name), 'utf-8').matchAll(pattern)) {
        found.add(key ?? '');
      }
    }
  }
  return found;
}

describe('the texts', () => {
  const english = new Map(scopes().flatMap((scope) => [...flat(textsOf(scope, 'en'), scope)]));
  const asked = literals();

  it.each(scopes().flatMap((scope) => CODES.map((code) => [scope, code] as const)))(
    'of %s say in %s what they say in English, with the same gaps',
    (scope, code) => {
      const texts = flat(textsOf(scope, code), scope);
      expect([...texts.keys()]).toEqual([...flat(textsOf(scope, 'en'), scope).keys()]);
      for (const [key, text] of texts) {
        expect(text.trim(), key).not.toBe('');
        expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ''));
      }
    },
  );

  it('are there for every key that the page asks for', () => {
    const missing = [...asked].filter((key) =>
      key.endsWith('.') ? ![...english.keys()].some((known) => known.startsWith(key)) : !english.has(key),
    );
    expect(missing).toEqual([]);
  });

  it('are all asked for', () => {
    const beginnings = [...asked].filter((key) => key.endsWith('.'));
    const unused = [...english.keys()].filter(
      (key) => !asked.has(key) && !beginnings.some((beginning) => key.startsWith(beginning)),
    );
    expect(unused).toEqual([]);
  });
});

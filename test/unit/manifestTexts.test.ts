import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const manifest = readFileSync('package.json', 'utf8');
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;

test('the manifest says nothing itself: every text it shows is in package.nls.json, and nothing else is there', () => {
  const used = [...manifest.matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key);
  assert.deepEqual([...new Set(used)].sort(), Object.keys(texts).sort());
  for (const [key, text] of Object.entries(texts)) assert.ok(text.trim() !== '', key);
});

test('titles, descriptions and names in the manifest are keys', () => {
  const shown =
    /"(?:displayName|description|markdownDescription|userDescription|title|category)": "(?!%)[^"]*"/g;
  // What language models are told of tools and of their inputs is data, and English.
  const toPeople = JSON.stringify(
    JSON.parse(manifest),
    (key, value: unknown) => (key === 'inputSchema' ? undefined : value),
    1,
  );
  assert.deepEqual(toPeople.match(shown) ?? [], []);
  for (const [, list] of manifest.matchAll(/"enumDescriptions": \[([^\]]*)\]/g))
    for (const text of JSON.parse(`[${list}]`) as string[]) assert.match(text, /^%.+%$/);
});

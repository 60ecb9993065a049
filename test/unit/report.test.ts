// What a report is put together from: texts as HTML, pictures as PNG, the first difference of two pages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { firstDifference } from '../../src/core/report/drift.js';
import { escapeHtml } from '../../src/core/report/html.js';
import { base64, indexedPng } from '../../src/core/report/png.js';
import { surprisalHtml } from '../../src/core/report/surprisal.js';

test('any text is text in HTML: nothing of it is markup, and what can be seen stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const html = escapeHtml(text);
      assert.doesNotMatch(html, /[<>"'\0-\x08\x0b-\x1f\x7f]|&(?!(amp|lt|gt|quot|#39);)/);
      const back = html
        .replace(/&lt;/g, '<')
        .replace(/&gt;/g, '>')
        .replace(/&quot;/g, '"');
      const seen = text.replace(/[\0-\x08\x0b-\x1f\x7f]|\p{Surrogate}/gu, '');
      const pictures = /[\u2400-\u2421\ufffd]/g;
      assert.equal(
        back.replace(/&#39;/g, "'").replace(/&amp;/g, '&').replace(pictures, ''),
        seen.replace(pictures, ''),
      );
    }),
  );
  assert.equal(escapeHtml('<a b="\'&">\u0000\ud800한'), '&lt;a b=&quot;&#39;&amp;&quot;&gt;\u2400\ufffd한');
});

test('bytes as base64 are what Node writes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      assert.equal(base64(bytes), Buffer.from(bytes).toString('base64'));
    }),
  );
});

test('a picture is a PNG of its pixels, also where it is longer than a block; what does not fit is refused', () => {
  const [width, height] = [301, 700];
  const pixels = Uint8Array.from({ length: width * height }, (_, k) => (k * 7) % 3);
  const png = Buffer.from(
    indexedPng(width, height, pixels, [
      [0, 0, 0],
      [9, 8, 7],
      [255, 255, 255],
    ]),
  );
  const names: string[] = [];
  let data = Buffer.alloc(0);
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const name = png.toString('latin1', at + 4, at + 8);
    names.push(name);
    if (name === 'IDAT') data = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
  }
  assert.deepEqual(names, ['IHDR', 'PLTE', 'IDAT', 'IEND']);
  // The checksum of the end, which is the same in all PNGs.
  assert.equal(png.readUInt32BE(png.length - 4), 0xae426082);
  const rows = inflateSync(data);
  for (let y = 0; y < height; y++) {
    const row = rows.subarray(y * (width + 1), (y + 1) * (width + 1));
    assert.equal(row[0], 0);
    assert.deepEqual(new Uint8Array(row.subarray(1)), pixels.slice(y * width, (y + 1) * width));
  }
  assert.throws(() => indexedPng(2, 2, new Uint8Array(3), [[0, 0, 0]]), RangeError);
});

test('two pages part where their first lines do, under the heading above', () => {
  const page = ['<h1>T</h1>', '<h2>A</h2>', 'one', '<h2>B</h2>', `${'x'.repeat(200)}two`, 'three'].join('\n');
  const drift = firstDifference(page.replace('two', 'too'), page);
  assert.deepEqual([drift.line, drift.section], [5, 'B']);
  assert.ok(drift.was.endsWith('xtoo') && drift.is.endsWith('xtwo') && drift.is.length < 75);
  assert.deepEqual(firstDifference('<h1>T</h1>', page), {
    line: 2,
    section: 'A',
    was: 'the end',
    is: '<h2>A</h2>',
  });
  assert.deepEqual(firstDifference(`${page}\nmore`, page), {
    line: 7,
    section: 'B',
    was: 'more',
    is: 'the end',
  });
});

test('surprisal: a bar is the mean of its symbols, as high as it is of the highest', () => {
  const heights = (bits: readonly number[]): number[] =>
    [
      ...surprisalHtml(bits)
        .join('')
        .matchAll(/class="bar"[^>]* height="([\d.]+)"/g),
    ].map(([, n]) => Number(n));
  assert.deepEqual(heights([1, 4, 2]), [35, 140, 70]);
  const many = Array.from({ length: 250 }, (_, k) => (k < 3 ? [0, 3, 6][k] : 6));
  assert.deepEqual(heights(many).slice(0, 3), [70, 140, 140]);
  assert.equal(heights(many).length, 84);
  assert.deepEqual(heights([0, 0]), [0, 0]);
  assert.match(surprisalHtml([]).join(''), /Nothing was expected/);
});

// Files with markup on the command line: read piece by piece as the whole, and offsets are the file's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MarkedInput } from '../../src/core/text/markup/markedInput.js';
import { MarkedText } from '../../src/core/session/markup/markedText.js';
import { MARKDOWN } from '../../src/core/text/markup/markdown.js';

const PARAGRAPH = '# Part\n\nSome **bold** words, a [link](u) and R&amp;D.\n\n```\ncode\n```\n\n';

test('pieces of any size are read as the whole text, and each offset finds back', () => {
  const text = PARAGRAPH.repeat(1200);
  const whole = MarkedText.of(MARKDOWN, text);
  for (const size of [777, 5_000, text.length]) {
    const input = new MarkedInput(MARKDOWN);
    let read = '';
    const take = (piece: string): void => {
      const offsets = Uint32Array.from({ length: piece.length }, (_, k) => read.length + k);
      const starts = input.toFile(offsets, 'start');
      const ends = input.toFile(
        offsets.map((offset) => offset + 1),
        'end',
      );
      offsets.forEach((offset, k) => {
        assert.equal(starts[k], whole.toDocument(offset));
        assert.equal(ends[k], whole.endInDocument(offset + 1));
      });
      read += piece;
      input.forget(read.length);
    };
    for (let at = 0; at < text.length; at += size) take(input.push(text.slice(at, at + size)));
    take(input.end());
    assert.equal(read, whole.read);
    assert.equal(input.leftOut, whole.leftOutUtf16);
  }
});

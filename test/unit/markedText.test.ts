// Edits of documents with markup that change how text far before them is read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MarkedText } from '../../src/core/session/markup/markedText.js';
import { markupOf } from '../../src/core/text/markup/languages.js';

/** Longer than a stretch, without an end of a block. */
const PARAGRAPH = 'The keeper climbed the old tower. '.repeat(80).trim();

/** Edits a text, and checks that it is read as the new text is. */
function check(languageId: string, text: string, from: string, to: string): void {
  const markup = markupOf(languageId)!;
  const startUtf16 = text.lastIndexOf(from);
  const marked = MarkedText.of(markup, text);
  marked.edit([{ startUtf16, endUtf16: startUtf16 + from.length, inserted: to }]);
  const after = text.slice(0, startUtf16) + to + text.slice(startUtf16 + from.length);
  const whole = MarkedText.of(markup, after);
  assert.notEqual(whole.read, MarkedText.of(markup, text).read);
  assert.equal(marked.read, whole.read);
  assert.equal(marked.leftOutUtf16, whole.leftOutUtf16);
}

test('an edit that joins a block to the one before it, in another stretch', () => {
  check('markdown', `${PARAGRAPH}\n# The lamp burned.\n`, '# ', '');
  check('markdown', `${PARAGRAPH}\nThe lamp burned.\n`, 'The lamp', '# The lamp');
  check('markdown', `${PARAGRAPH}\n- one\n`, '- ', '');
});

test('an edit that closes what was opened far before', () => {
  check('markdown', `It **burned ${PARAGRAPH} all night.\n`, 'night', 'night**');
  check('markdown', `A [link ${PARAGRAPH} to it]\n`, ']', '](u)');
  check('html', `<p>It ${PARAGRAPH} <b>burned.</p>\n`, '<b>', '<script>');
  check('python', `x = "${PARAGRAPH}"\n# It burned.\n`, '"\n', '\n');
});

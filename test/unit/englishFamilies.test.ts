import assert from 'node:assert/strict';
import { test } from 'node:test';
import { segmentText } from '../../src/core/text/segmentation.js';
import { ENGLISH_FAMILIES, type Family } from '../fixtures/englishFamilies.js';

/** What a text is cut into, written as the rows of a family are. */
function cutAs(kind: Family['kind'], text: string): string {
  const { starts, ends, segmentOffsets } = segmentText(text, 'english', 'sentence');
  if (kind === 'tokens')
    return Array.from(starts, (start, token) => text.slice(start, ends[token])).join(' ');
  return Array.from(segmentOffsets.slice(1), (next, s) =>
    text.slice(starts[segmentOffsets[s]], ends[next - 1]),
  ).join(' ‖ ');
}

for (const { name, kind, rows } of ENGLISH_FAMILIES) {
  test(`${name}: ${rows.length} rows`, () => {
    const wrong = rows
      .map(([text, right]) => [text, cutAs(kind, text), right])
      .filter(([, got, right]) => got !== right);
    const shown = wrong
      .slice(0, 20)
      .map(([text, got, right]) => `${JSON.stringify(text)}: ${got}, not ${right}`);
    assert.equal(wrong.length, 0, `${wrong.length} of ${rows.length} wrong:\n${shown.join('\n')}`);
  });
}

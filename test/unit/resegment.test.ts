// An edit cuts no more text again than it reaches: results would be the same if it did, but not the cost of a key.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EditedText, type ContentChange } from '../../src/core/session/editedText.js';
import { resegment, type Region } from '../../src/core/session/segments/resegment.js';
import { SegmentStore } from '../../src/core/session/segments/segmentStore.js';
import { ENGLISH } from '../../src/core/text/english/english.js';

/** The region around the first of some changes, and how much of the old text was read for it. */
function regionOf(text: string, ...changes: ContentChange[]): { region: Region; readUtf16: number } {
  const store = SegmentStore.of<null>(ENGLISH, text);
  let readUtf16 = 0;
  const read = (start: number, end: number): string => {
    readUtf16 += end - start;
    return text.slice(start, end);
  };
  const edited = new EditedText(read, text.length, changes);
  return { region: resegment(ENGLISH, store, edited, 0), readUtf16 };
}

function insertion(text: string, before: string, inserted: string): ContentChange {
  const startUtf16 = text.indexOf(before);
  assert.ok(startUtf16 >= 0);
  return { startUtf16, endUtf16: startUtf16, inserted };
}

/** What is read at most: the lookahead before and behind an edit, and a few sentences. */
const PAGE = 2 * ENGLISH.lookaheadUtf16 + 700;

const SENTENCES = Array.from({ length: 400 }, (_, k) => `Line ${k} has a few words in it.\n`).join('');

test('a letter more cuts the sentences around it again, and reads no more than a page', () => {
  const { region, readUtf16 } = regionOf(SENTENCES, insertion(SENTENCES, '200 has', '1'));
  assert.ok(region.fromSegment < 200 && region.fromSegment > 150, `from segment ${region.fromSegment}`);
  assert.equal(region.toSegment, 201);
  assert.equal(region.pieces.length, 201 - region.fromSegment);
  assert.equal(region.text.slice(0, region.lengthUtf16).split('\n').length - 1, region.pieces.length);
  assert.ok(readUtf16 < PAGE, `${readUtf16} code units read`);
});

test('a long sentence behind the edited one is not read to its end', () => {
  const long = `Here ${'incomprehensibilities '.repeat(200)}end.\n`;
  const text = `${SENTENCES}Short one.\n${long}${SENTENCES}`;
  const { region, readUtf16 } = regionOf(text, insertion(text, 'one.\n', 'little '));
  assert.equal(region.toSegment, 401);
  assert.ok(region.text.slice(0, region.lengthUtf16).trimEnd().endsWith('Short little one.'));
  assert.ok(long.length > PAGE && readUtf16 < PAGE, `${readUtf16} code units read`);
});

test('an edit that is far away is a region of its own, one that is near is not', () => {
  const first = insertion(SENTENCES, '50 has', '1');
  const near = insertion(SENTENCES, '51 has', '1');
  const far = insertion(SENTENCES, '390 has', '1');
  assert.equal(regionOf(SENTENCES, first, far).region.nextChange, 1);
  assert.equal(regionOf(SENTENCES, first, near, far).region.nextChange, 2);
  assert.equal(regionOf(SENTENCES, first, near).region.nextChange, 2);
});

test('an edit at the end goes to the end', () => {
  const change = insertion(SENTENCES, '399 has', 'number ');
  const { region } = regionOf(SENTENCES, change);
  assert.equal(region.toSegment, 400);
  assert.equal(region.nextChange, 1);
  assert.equal(region.lengthUtf16, region.text.length);
  assert.ok(region.text.endsWith('Line number 399 has a few words in it.\n'));
});

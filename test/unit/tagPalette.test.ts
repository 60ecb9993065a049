import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tagColour, tagEmphasis } from '../../src/core/views/tagPalette.js';

const UNIVERSAL = 'ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X'.split(' ');

/** WCAG 2 relative luminance of `#rrggbb`. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

test('every tag has a colour that can be seen on light and dark backgrounds', () => {
  for (const [index, label] of [...UNIVERSAL, 'O', 'B-PER', 'unknown'].entries()) {
    const { light, dark } = tagColour(label, index);
    assert.match(light + dark, /^(#[0-9a-f]{6}){2}$/);
    assert.ok(contrast(light, '#ffffff') >= 4, `${label} on white`);
    for (const background of ['#1e1e1e', '#000000'])
      assert.ok(contrast(dark, background) >= 4, `${label} on ${background}`);
  }
});

test('the universal tags have colours of their own, wherever they are in the list', () => {
  assert.equal(new Set(UNIVERSAL.map((label) => tagColour(label, 0).light)).size, 17);
  assert.equal(new Set(UNIVERSAL.map((label) => tagColour(label, 0).dark)).size, 17);
  assert.deepEqual(tagColour('NOUN', 3), tagColour('NOUN', 9));
});

test('other labels differ by place, and an entity keeps its colour through its tokens', () => {
  const colours = Array.from({ length: 12 }, (_, index) => tagColour(`class ${index}`, index).light);
  assert.equal(new Set(colours).size, 12);
  assert.deepEqual(tagColour('B-LOC', 1), tagColour('I-LOC', 2));
  assert.deepEqual(tagColour('constructor', 2), tagColour('toString', 2), 'no names of Object are colours');
});

test('punctuation and the outside of entities are faint, grammar steps back', () => {
  assert.deepEqual(['PUNCT', 'O', 'DET', 'NOUN', 'other'].map(tagEmphasis), [
    'faint',
    'faint',
    'function',
    'content',
    'content',
  ]);
});

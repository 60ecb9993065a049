// A unit as the background of the text: steps of the scale, what is coloured, and how a unit is named.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketColour, bucketOf, BUCKETS, colouredRanges } from '../../src/host/editor/unitBuckets.js';
import {
  describeRank,
  formatPlace,
  parsePlace,
  problemOfPlace,
  rankingSentence,
  scaleSentence,
  unitName,
} from '../../src/host/editor/unitPlaces.js';
import { describedModel } from '../fixtures/hostModels.js';

test('the scale is symmetric, ends at -1 and 1, and has at most 15 steps', () => {
  assert.equal(bucketOf(0), 0);
  assert.equal(bucketOf(NaN), 0);
  for (const value of [0.1, 0.37, 0.99, 1, 7]) assert.equal(bucketOf(-value), -bucketOf(value));
  const reached = new Set(Array.from({ length: 2001 }, (_, k) => bucketOf(k / 1000 - 1)));
  assert.equal(reached.size, 15);
  assert.deepEqual(
    [...reached].filter((bucket) => bucket !== 0),
    BUCKETS,
  );
});

test('colours get stronger away from 0, and differ by sign and theme', () => {
  const opacity = (colour: string): number => parseInt(colour.slice(7), 16);
  for (const theme of ['light', 'dark'] as const)
    for (let bucket = 1; bucket < 7; bucket++)
      assert.ok(opacity(bucketColour(bucket, theme)) < opacity(bucketColour(bucket + 1, theme)));
  const colours = BUCKETS.flatMap((bucket) => [bucketColour(bucket, 'light'), bucketColour(bucket, 'dark')]);
  assert.equal(new Set(colours).size, 28);
  assert.ok(colours.every((colour) => /^#[0-9a-f]{8}$/.test(colour)));
});

test('neighbours on one step are one range; what has no value and what is near 0 has no colour', () => {
  const tokens = [10, 11, 12, 14, 15, 16].map((token) => ({ token, start: 4 * token, end: 4 * token + 3 }));
  const values = Float32Array.of(1, 1, 0.01, 0.5, -0.5, -0.5, NaN);
  assert.deepEqual(colouredRanges(tokens, 10, values), [
    { bucket: 7, start: 40, end: 47 },
    { bucket: -4, start: 56, end: 63 },
  ]);
  // Token 13 is not there (an edit touched it): what is left and right of it stays apart.
  const same = Float32Array.of(1, 1, 1, 1, 1);
  assert.equal(colouredRanges(tokens.slice(1, 4), 11, same).length, 2);
});

test('a unit is typed as layer, direction and number; what is wrong is said', () => {
  const rnn = { ...describedModel.rnn, layers: 2, bidirectional: true, hiddenSize: 8 };
  const place = { layer: 1, direction: 'backward', quantity: 'c', unit: 7 } as const;
  assert.deepEqual(parsePlace(' 2 Backward 7 C ', rnn), place);
  assert.deepEqual(parsePlace(formatPlace(place), rnn), place);
  assert.deepEqual(parsePlace('1 forward 0', rnn), {
    layer: 0,
    direction: 'forward',
    quantity: 'h',
    unit: 0,
  });
  assert.match(String(parsePlace('forward', rnn)), /for example "1 forward 23"/);
  assert.match(String(parsePlace('3 forward 0', rnn)), /layers 1 to 2/);
  assert.match(String(parsePlace('1 forward 8', rnn)), /units 0 to 7/);
  assert.match(String(parsePlace('1 forward 0 r', rnn)), /no r: choose from h, c, i, f, g, o/);
  assert.match(String(parsePlace('1 backward 0', { ...rnn, bidirectional: false })), /no backward/);
  assert.match(String(problemOfPlace({ ...place, unit: 0.5 }, rnn)), /units 0 to 7/);
  assert.equal(unitName(place), 'layer 2 ← unit 7 (c)');
});

test('a rank says how well a unit does where nothing was chosen, what chance does, and on which side it is', () => {
  const unit = { layer: 0, direction: 'forward', quantity: 'c', unit: 3, p: 0.005 } as const;
  const found = { ...unit, side: 'low', chosen: 0.9, steady: 0.89, others: 0.9994, isFind: true } as const;
  const chance = { chosenChance: 0.998, othersChance: 0.81 };
  assert.equal(describeRank(found, chance), '✓ others 0.999 (chance 0.810) · selected 0.900, lower there');
  const alone = { ...found, side: 'high', others: null, isFind: false } as const;
  assert.equal(
    describeRank(alone, { ...chance, othersChance: null }),
    'without drift 0.890 (chance 0.998) · selected 0.900, higher there',
  );
});

test('a ranking says what decided, and that one selection proves little', () => {
  const unit = { layer: 0, direction: 'forward', quantity: 'h', unit: 0, side: 'high', chosen: 1 } as const;
  const units = [true, false].map((isFind) => ({ ...unit, steady: 1, others: null, p: 1, isFind }));
  const ranking = { units, chosenChance: 0.9, othersChance: null, shuffles: 199 };
  assert.equal(
    rankingSentence(ranking, 0, null),
    'One selection only, which proves little: ✓ 1 beyond chance (the best of 2 in 96 of 100 shuffles)',
  );
  const none = { ...ranking, units: units.slice(1) };
  assert.match(rankingSentence(none, 0, null), /: no unit is beyond chance \(the best of 1 in/);
  assert.match(rankingSentence(none, 3, null), /^Ranked by the 3 selections after the first: no unit/);
  assert.match(rankingSentence(none, 11, '"…"'), /^Ranked by 11 other stretches between "…": no unit/);
});

test('the status item says what the ends of a scale are', () => {
  const place = { layer: 0, direction: 'forward', quantity: 'c', unit: 3 } as const;
  assert.match(scaleSentence(place, { own: null, around: 0 }), /orange below 0, blue above/);
  const own = { middle: -80, half: 40 };
  assert.match(
    scaleSentence(place, { own, around: 0 }),
    /orange -120\.00, blue -40\.00, the ends of this text/,
  );
  assert.match(scaleSentence(place, { own, around: 512 }), /less its drift \(over 1024 tokens\)/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelTransitions } from '../../src/core/data/morphology.js';
import { decoderOf, TokenDecoder } from '../../src/core/heads/decodeTokens.js';
import { countTransitions, transitionFactors } from '../../src/core/heads/transitions.js';
import { readManifest } from '../../src/core/formats/modelPackage.js';
import { LabelSet } from '../../src/core/morphology/labelSet.js';
import { readAnalysedSentences } from '../../src/core/morphology/treebank.js';
import { formatManifest } from '../../src/core/train/manifestOf.js';
import { tinyMorphology } from '../fixtures/tinyTasks.js';

const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

test('transitions are counted inside tokens: their first labels, and what follows what', () => {
  const counted = countTransitions([[0, 1, 1], [0, 1], [], [2]], 3, 0.5);
  assert.deepEqual(counted, { weight: 0.5, starts: [2, 0, 1], follows: [[1, 2], [1, 1], []] });
});

test('a factor is (P(b|a) / P(b))^λ, smoothed by a tenth of a count a class, and cut at e^±6λ', () => {
  const { starts, pairs } = transitionFactors({
    weight: 1,
    starts: [2, 0, 1],
    follows: [[1, 2], [1, 1], []],
  });
  // Of 6 labels 2, 3 and 1 are 0, 1 and 2; half a count more each.
  const shares = [2.5 / 7.5, 3.5 / 7.5, 1.5 / 7.5];
  near(starts[0], (2 / shares[0] + 0.3) / 3.3);
  near(starts[1], 0.3 / 3.3);
  near(pairs[1], (2 / shares[1] + 0.3) / 2.3);
  near(pairs[0], 0.3 / 2.3);
  near(pairs[8], 1);
  const rare = transitionFactors({ weight: 0.5, starts: [1_000_000, 0], follows: [[], []] });
  near(rare.starts[1], Math.exp(-3));
});

test('a label that cannot follow gives way to one that can; the probabilities are those given the whole token', () => {
  // After label 0 came label 1 a hundred times, never label 2.
  const decoder = new TokenDecoder(countTransitions(Array(100).fill([0, 1]), 3, 1));
  const probabilities = Float32Array.of(0.98, 0.01, 0.01, 0.02, 0.48, 0.5);
  const layout = {
    offsets: Uint32Array.of(0, 2),
    tokenStarts: Uint32Array.of(0),
    tokenEnds: Uint32Array.of(2),
  };
  const labels = Uint16Array.of(0, 2);
  const sequenceProbabilities = decoder.decode(probabilities, labels, layout);
  assert.deepEqual([...labels], [0, 1]);
  assert.ok(probabilities[4] > 0.9 && probabilities[5] < 0.1);
  assert.ok(Math.abs(probabilities[3] + probabilities[4] + probabilities[5] - 1) < 1e-6);
  assert.ok(sequenceProbabilities[0] <= probabilities[4] && sequenceProbabilities[0] > 0.8);
});

test('each temperature has a decoder of its own: transitions weigh less with it, and the best stays the best', () => {
  const transitions = countTransitions(Array(100).fill([0, 1]), 3, 1);
  const decode = (temperature?: number) => {
    const heated = [0.98, 0.01, 0.01, 0.02, 0.48, 0.5].map((p) => p ** (1 / (temperature ?? 1)));
    const layout = {
      offsets: Uint32Array.of(0, 2),
      tokenStarts: Uint32Array.of(0),
      tokenEnds: Uint32Array.of(2),
    };
    const decoder = decoderOf(transitions, temperature);
    const labels = Uint16Array.of(0, 2);
    const sequenceProbabilities = decoder.decode(Float32Array.from(heated), labels, layout);
    return { labels: [...labels], chance: sequenceProbabilities[0] };
  };
  const [plain, hot, again] = [decode(), decode(3), decode()];
  assert.deepEqual(
    [plain.labels, hot.labels],
    [
      [0, 1],
      [0, 1],
    ],
  );
  // All of a sequence is raised to 1 / 3, so by its share of what is left it is known which decoder was used.
  assert.deepEqual(again, plain);
  const own = decodeAlone(transitions);
  assert.ok(Math.abs(hot.chance - own) < 1e-6, `${hot.chance} is not ${own}`);
});

/** The share of the best sequence of the test above at temperature 3, by a decoder that is made for it. */
function decodeAlone(transitions: ReturnType<typeof countTransitions>): number {
  const heated = [0.98, 0.01, 0.01, 0.02, 0.48, 0.5].map((p) => p ** (1 / 3));
  const layout = {
    offsets: Uint32Array.of(0, 2),
    tokenStarts: Uint32Array.of(0),
    tokenEnds: Uint32Array.of(2),
  };
  return new TokenDecoder(transitions, 3).decode(Float32Array.from(heated), Uint16Array.of(0, 2), layout)[0];
}

test('steps between tokens keep what the network says, and a token without steps is certain', () => {
  const decoder = new TokenDecoder(countTransitions([[0, 1]], 2, 0.2));
  const probabilities = Float32Array.of(0.75, 0.25);
  const layout = {
    offsets: Uint32Array.of(0, 1),
    tokenStarts: Uint32Array.of(0),
    tokenEnds: Uint32Array.of(0),
  };
  const labels = Uint16Array.of(0);
  const sequenceProbabilities = decoder.decode(probabilities, labels, layout);
  assert.deepEqual([[...probabilities], [...labels], [...sequenceProbabilities]], [[0.75, 0.25], [0], [1]]);
});

test('a token of a thousand steps of even chances, and numbers that are none, do not fail', () => {
  const decoder = new TokenDecoder(countTransitions([[0, 1, 2, 3]], 4, 0.2));
  const layout = {
    offsets: Uint32Array.of(0, 1000),
    tokenStarts: Uint32Array.of(0),
    tokenEnds: Uint32Array.of(1000),
  };
  const even = decoder.decode(new Float32Array(4000).fill(0.25), new Uint16Array(1000), layout);
  assert.ok(even[0] >= 0 && even[0] < 1e-9);
  decoder.decode(new Float32Array(4000).fill(NaN), new Uint16Array(1000), layout);
});

const row = (k: number, form: string, lemma: string, xpos: string): string =>
  `${k}\t${form}\t${lemma}\tNOUN\t${xpos}\t_\t_\t_\t_\t_\n`;

test('those of a treebank leave out eojeols that the labels cannot express', () => {
  const labels = new LabelSet(['B-ncn', 'I-ncn', 'B-jco']);
  const conllu = row(1, '소리를', '소리+를', 'ncn+jco') + row(2, '갔다', '가+았+다', 'pvg+ep+ef') + '\n';
  assert.deepEqual(labelTransitions(readAnalysedSentences(conllu), labels, 0.2), {
    weight: 0.2,
    starts: [1, 0, 0],
    follows: [[1, 1], [2, 1], []],
  });
});

test('a manifest with transitions is read as it was written, and refused where they do not fit the labels', () => {
  const manifest = tinyMorphology();
  assert.ok(manifest.heads[1].transitions);
  assert.deepEqual(readManifest(formatManifest(manifest)), manifest);
  const refuses = (transitions: unknown, why: RegExp): void => {
    const heads = [manifest.heads[0], { ...manifest.heads[1], transitions }];
    assert.throws(() => readManifest(JSON.stringify({ ...manifest, heads })), why);
  };
  refuses({ weight: 0.2, starts: [1], follows: [[], [], [], []] }, /heads\[1\]\.transitions\.starts/);
  refuses({ weight: 0.2, starts: [1, 0, 0, 0], follows: [[4, 1], [], [], []] }, /transitions\.follows/);
  refuses({ weight: 0.2, starts: [1, 0, 0, 0], follows: [[1], [], [], []] }, /transitions\.follows/);
  refuses({ weight: 0.2, starts: [1, -1, 0, 0], follows: [[], [], [], []] }, /whole numbers/);
  refuses({ weight: -1, starts: [1, 0, 0, 0], follows: [[], [], [], []] }, /transitions\.weight/);
});

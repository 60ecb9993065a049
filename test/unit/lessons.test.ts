// The lessons say what the engine says: each number in them is computed again from the models and the samples.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readSafetensors, toFloat32 } from '../../src/core/formats/safetensors.js';
import { withText, type ReadText } from '../fixtures/readText.js';

const LANGUAGES = ['en', 'ko'] as const;
const FORWARD = { layer: 0, direction: 'forward', quantity: 'h' } as const;

const sample = (file: string): string => readFileSync(`media/samples/${file}`, 'utf8');
const fixed = (digits: number) => (value: number) => value.toFixed(digits);
const four = fixed(4);
const shape = (sizes: readonly number[]): string => `(${sizes.join(', ')})`;
const counted = (count: number): string => count.toLocaleString('en');

/** What a lesson has to say, by its name: texts that stand in it in every language. */
const FACTS: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  parameters: async () => {
    const tensors = readSafetensors(
      new Uint8Array(readFileSync('media/models/textbook-rnn/weights.safetensors')),
    );
    const values = (name: string) => [...toFloat32(tensors.tensors.get(`rnn.${name}_l0`)!)];
    const [inputs, states] = [values('weight_ih'), values('weight_hh')];
    const biases = [values('bias_ih'), values('bias_hh')];
    const rows = [inputs, states].flatMap(([a, b, c, d]) => [
      `${four(a)} · ${four(b)}`,
      `${four(c)} · ${four(d)}`,
    ]);
    const sum = inputs[0] + inputs[1] + biases[0][0] + biases[1][0];
    return withText('textbook-rnn', sample('textbook.txt'), async (read) => {
      const h = await read.states(FORWARD);
      assert.equal(four(Math.tanh(sum)), four(h[0]));
      const steps = [0, 1, 2].map((step) => `${four(h[2 * step])} · ${four(h[2 * step + 1])}`);
      return [
        ...rows,
        ...biases.flat().map(four),
        ...steps,
        `= ${four(sum)}`,
        `tanh(${four(sum)}) = ${four(h[0])}`,
      ];
    });
  },
  shapes: async () => [
    ...(await shapesOf('english-pos', 'lighthouse.txt')),
    ...(await shapesOf('textbook-rnn', 'textbook.txt')),
  ],
  stacked: () =>
    withText('english-pos', sample('lighthouse.txt'), async ({ model: { rnn } }) => {
      assert.deepEqual([rnn.layers, rnn.bidirectional], [2, true]);
      return [rnn.inputSize, rnn.hiddenSize, 2 * rnn.hiddenSize].map(String);
    }),
  directions: async () => {
    const facts = await Promise.all(['She had.', 'She had left.', 'She had a cat.'].map(readHad));
    assert.equal(
      new Set(facts.map(([, , forward]) => forward)).size,
      1,
      'forwards nothing that follows is known',
    );
    assert.equal(new Set(facts.map(([, , , backward]) => backward)).size, 3);
    return facts.flat();
  },
  manyToOne: () =>
    withText(
      'korean-sentiment',
      sample('reviews-ko.txt'),
      async ({ tokens, segments, model, classesAfter }) => {
        const line = tokens.indexOf('배우들');
        assert.ok(segments.includes(line) && segments.includes(line + 6), 'six words are a line');
        const positive = model.labels.indexOf('positive');
        const shares = [0, 1, 2, 3, 4, 5].map(async (k) => four((await classesAfter(line + k))[positive]));
        return [...tokens.slice(line, line + 6), ...(await Promise.all(shares))];
      },
    ),
  manyToMany: () =>
    withText('english-pos', sample('lighthouse.txt'), async ({ tokens, labels, probabilities, summary }) => {
      const from = tokens.indexOf('storm') - 1;
      const words = [0, 1, 2, 3, 4, 5].flatMap((k) => [
        tokens[from + k],
        labels[from + k],
        four(probabilities[from + k]),
      ]);
      return [...words, String(summary.tokenCount)];
    }),
  autoregressive: () =>
    withText('tolstoy-gru', sample('novel.txt'), async ({ model, classesAfter }) => {
      const after = sample('novel.txt').indexOf('"Is the C') + '"Is the C'.length - 1;
      const classes = Array.from(await classesAfter(after), (share, k) => ({
        share,
        label: model.labels[k],
      }));
      const best = classes.sort((a, b) => b.share - a.share).slice(0, 3);
      return best.flatMap(({ share, label }) => [label, four(share)]);
    }),
  minibatches: () =>
    withText('english-feelings', sample('comments.txt'), async ({ segments, summary }) => {
      const lengths = Array.from(segments.subarray(1), (end, k) => end - segments[k]);
      const places = lengths.length * Math.max(...lengths);
      const { stepCount } = summary;
      const row = new RegExp(`\\|${lengths.map((length) => ` +${length} +\\|`).join('')}`);
      for (const language of LANGUAGES) assert.match(page(language, 'minibatches'), row);
      return [shape(summary.shapes.input), ...[places, stepCount, places - stepCount].map(String)];
    }),
  loss: () =>
    withText('tolstoy-gru', sample('novel.txt'), async ({ tokens, probabilities }) => {
      const bits = Array.from(probabilities.subarray(1), (share) => -Math.log2(share));
      const mean = bits.reduce((sum, own) => sum + own, 0) / bits.length;
      const first = [0, 1, 2, 3].flatMap((k) => [
        `\`${tokens.slice(0, k + 1).join('')}\``,
        tokens[k + 1],
        fixed(2)(bits[k]),
      ]);
      return [...first, counted(bits.length), ...[mean, bits.at(-1)!].map(fixed(2))];
    }),
};

async function shapesOf(model: string, file: string): Promise<readonly string[]> {
  return withText(model, sample(file), async ({ summary }) => {
    const { input, output, hiddenState, cellState } = summary.shapes;
    return [input, output, hiddenState, ...(cellState ? [cellState] : [])].map(shape);
  });
}

/** Of "had", the second word: its tag, the tag's probability, and unit 3 of layer 1 in both directions. */
function readHad(sentence: string): Promise<readonly string[]> {
  return withText('english-pos', `${sentence}\n`, async (read) => [
    read.labels[1],
    fixed(3)(read.probabilities[1]),
    four(await unitThree(read, 'forward')),
    four(await unitThree(read, 'backward')),
  ]);
}

async function unitThree({ states, model }: ReadText, direction: 'forward' | 'backward'): Promise<number> {
  return (await states({ ...FORWARD, direction }))[model.rnn.hiddenSize + 3];
}

function page(language: string, name: string): string {
  return readFileSync(`media/lessons/${language}/${name}.md`, 'utf8');
}

/** Numbers with a decimal point, without their signs. */
function decimals(text: string): string[] {
  return text.match(/\d+\.\d+/g) ?? [];
}

test('there is a page for every lesson in every language', () => {
  const names = Object.keys(FACTS).map((name) => `${name}.md`);
  for (const language of LANGUAGES)
    assert.deepEqual(readdirSync(`media/lessons/${language}`).sort(), names.sort());
});

for (const [name, factsOf] of Object.entries(FACTS))
  test(`the lesson "${name}" says what the engine says, and no other number`, async () => {
    const facts = await factsOf();
    const known = new Set(facts.flatMap(decimals));
    for (const language of LANGUAGES) {
      const text = page(language, name).replace(/[ ]+/g, ' ');
      for (const fact of facts) assert.ok(text.includes(fact), `${language}: ${fact} is missing`);
      assert.deepEqual(
        decimals(text).filter((number) => !known.has(number)),
        [],
        language,
      );
    }
  });

// A model that is written for another framework and imported again says what it said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { importedPackage, type ImportedPackage } from '../../src/core/import/importedModel.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { isRnnLensError } from '../../src/core/problems.js';
import { networkOf, plans, type NetworkPlan } from '../tools/importedNetworks.js';
import { exported, imported, LETTERS, modelOf, modelPlans, type ModelPlan } from '../tools/exportedModels.js';

type Files = Pick<ImportedPackage, 'json' | 'weights'>;

/** Texts of the alphabet, with a letter that it does not have. */
const texts = fc.array(fc.constantFrom(...LETTERS, '?'), { minLength: 1, maxLength: 9 });

/** Probabilities of `labels` (all, if none are named) in their order, row by row; 0 of one that a model does not have. */
function saysOf(
  { json, weights }: Files,
  tokens: readonly string[],
  labels?: readonly string[],
): readonly number[] {
  const { model, manifest } = readModel(json, weights);
  const own = manifest.heads[0].labels;
  const { probabilities } = new Pipeline(model).run(tokens, Uint32Array.of(0, tokens.length)).heads[0];
  const rows = probabilities.length / own.length;
  return Array.from({ length: rows }, (_, row) =>
    (labels ?? own).map((label) => probabilities[row * own.length + own.indexOf(label)] ?? 0),
  ).flat();
}

function near(got: readonly number[], expected: readonly number[], within = 1e-6): void {
  assert.equal(got.length, expected.length);
  const most = Math.max(...got.map((value, k) => Math.abs(value - expected[k])));
  assert.ok(most <= within, `differs by ${most}`);
}

const answerOf = ({ level, pooling, cell }: ModelPlan): Record<string, string> => ({
  answer: level === 'step' ? 'every' : pooling,
  nonlinearity: cell === 'RNN_RELU' ? 'relu' : 'tanh',
  predicts: 'classes',
  unit: 'characters',
});

for (const format of ['onnx', 'pytorch'] as const)
  test(`${format}: export and import give the same outputs`, async () => {
    await fc.assert(
      fc.asyncProperty(modelPlans, texts, async (plan, tokens) => {
        const isSayable =
          format === 'onnx'
            ? !plan.isProjected || plan.cell !== 'LSTM'
            : plan.resetAfter || plan.cell !== 'GRU';
        const model = modelOf(plan);
        if (!isSayable) {
          assert.throws(() => exported(model, format), isRnnLensError);
          return;
        }
        const [file] = exported(model, format).files;
        const again = await imported(file, answerOf(plan));
        assert.deepEqual(again.manifest.heads[0].labels, model.manifest.heads[0].labels);
        near(saysOf(again, tokens), saysOf(model, tokens));
      }),
      { numRuns: 120 },
    );
  });

const symbolsOf = (rows: number): string[] => [...'abcdefghi'].slice(0, rows);

/** A model of an imported network, or null where the house has none of its kind. */
function packageOf(plan: NetworkPlan, predictsNext: boolean): ImportedPackage | null {
  try {
    return importedPackage(networkOf(plan), {
      ...{
        name: 'x',
        title: 'X',
        labels: null,
        predictsNext,
        segment: 'line',
        separators: null,
      },
      symbols: {
        ids: new Map(symbolsOf(plan.rows).map((letter, id) => [letter, id])),
        ...{ unit: 'characters', lowerCase: false, unknownId: null },
      },
      source: { file: 'x', format: 'X', sha256: '' },
    });
  } catch (error) {
    if (isRnnLensError(error) && /shown, not run/.test(error.message)) return null;
    throw error;
  }
}

test('onnx: what stands around recurrent layers of imported networks, and windows, go back as well', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      plans,
      fc.array(fc.nat(8), { minLength: 1, maxLength: 9 }),
      fc.boolean(),
      async (plan, ids, slides) => {
        // Softmax over the steps of a text is none that importing knows.
        if (plan.end === 'attention') return;
        // Steps of one number side by side are, in a graph, the steps as they were.
        if (plan.end === 'flatten' && plan.layers.at(-1)!.units === 1) return;
        const predictsNext = slides && plan.end === 'last' && plan.window !== null;
        const model = packageOf(plan, predictsNext);
        if (!model) return;
        const [file] = exported(model, 'onnx').files;
        const answers = {
          unit: 'characters',
          predicts: predictsNext ? 'next' : 'classes',
        };
        const again = await imported(file, answers);
        const tokens = ids.map((id) => symbolsOf(plan.rows)[id % plan.rows]).slice(0, plan.window ?? 4);
        assert.deepEqual(again.manifest.window, model.manifest.window);
        near(saysOf(again, tokens, model.manifest.heads[0].labels), saysOf(model, tokens), 2e-6);
        compared++;
      },
    ),
    { numRuns: 150, includeErrorInReport: true },
  );
  assert.ok(compared > 80, String(compared));
});

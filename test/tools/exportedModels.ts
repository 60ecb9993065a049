/** Models of the house by chance, and what comes of one that is exported and imported again. */
import fc from 'fast-check';
import type { ModelManifest } from '../../src/core/formats/manifest.js';
import { architectureOf, MODEL_FORMAT } from '../../src/core/formats/manifest.js';
import { readParameters, writeWeights } from '../../src/core/formats/modelPackage.js';
import type { ExportFormat } from '../../src/core/export/exportFormats.js';
import { exportModel } from '../../src/core/export/exportModel.js';
import type { ImportAnswers } from '../../src/core/import/foreign.js';
import { importedPackage, type ImportedPackage } from '../../src/core/import/importedModel.js';
import { importPlan } from '../../src/core/import/importPlan.js';
import { openForeign } from '../../src/core/import/openForeign.js';
import { FOREIGN_READERS } from '../../src/core/import/readers.js';
import { Random } from '../../src/core/math/random.js';
import { modelParameters } from '../../src/core/model/model.js';
import type { CellKind } from '../../src/core/rnn/config.js';
import { memoryFiles } from './importFiles.js';

export const LETTERS = [...'abcdefgh'];

/** What is chosen of a model; its numbers follow from the seed. */
export interface ModelPlan {
  readonly seed: number;
  readonly cell: CellKind;
  readonly layers: number;
  readonly units: number;
  readonly width: number;
  readonly bidirectional: boolean;
  readonly bias: boolean;
  readonly isProjected: boolean;
  readonly resetAfter: boolean;
  readonly level: 'step' | 'segment';
  readonly pooling: 'last' | 'max' | 'mean';
  readonly temperature: number;
}

export const modelPlans: fc.Arbitrary<ModelPlan> = fc.record({
  seed: fc.nat(1e6),
  cell: fc.constantFrom<CellKind>('RNN_TANH', 'RNN_RELU', 'GRU', 'LSTM'),
  layers: fc.integer({ min: 1, max: 3 }),
  units: fc.integer({ min: 2, max: 6 }),
  width: fc.integer({ min: 2, max: 5 }),
  bidirectional: fc.boolean(),
  bias: fc.boolean(),
  isProjected: fc.boolean(),
  resetAfter: fc.boolean(),
  level: fc.constantFrom('step' as const, 'segment' as const),
  pooling: fc.constantFrom('last' as const, 'max' as const, 'mean' as const),
  temperature: fc.constantFrom(1, 0.5, 1.7),
});

/** The model of a plan: characters, one head. */
export function modelOf(plan: ModelPlan): Pick<ImportedPackage, 'json' | 'weights' | 'manifest'> {
  const { cell, layers, units, width, bidirectional, bias, isProjected, resetAfter, level, temperature } =
    plan;
  const labels = ['one', 'two', 'three'];
  const manifest: ModelManifest = {
    format: MODEL_FORMAT,
    ...{ name: 'x', title: 'X', language: 'any', score: '', scores: {}, training: {} },
    task: level === 'segment' ? 'classification' : 'tagging',
    ...{ tokenizer: 'characters', segment: 'line' },
    data: { name: '', version: '', licence: '', attribution: '' },
    input: { kind: 'characters', characterSize: width, pairSize: 0, separated: false },
    rnn: {
      ...{ cell, layers, bidirectional, bias, inputSize: width, hiddenSize: units },
      projSize: isProjected && cell === 'LSTM' ? units - 1 : 0,
      ...(cell === 'GRU' && !resetAfter && { resetAfter }),
    },
    heads: [
      {
        ...{ name: 'answer', level, labels, temperature, labelDescriptions: labels.map(() => '') },
        pooling: level === 'segment' ? plan.pooling : 'last',
      },
    ],
    vocabulary: { words: [], characters: LETTERS, pairs: [] },
  };
  const random = new Random(plan.seed);
  const values = new Map(
    modelParameters(architectureOf(manifest), manifest.vocabulary).map(({ name, shape }) => [
      name,
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.next() - 0.5),
    ]),
  );
  const weights = writeWeights(architectureOf(manifest), manifest.vocabulary, (name) => values.get(name)!, {
    precision: 'F32',
  });
  return { manifest, json: JSON.stringify(manifest), weights };
}

/** The files of a model in another format. */
export function exported(
  { json, weights }: Pick<ImportedPackage, 'json' | 'weights'>,
  format: ExportFormat,
): ReturnType<typeof exportModel> {
  const { manifest, parameters } = readParameters(json, weights);
  return exportModel(
    manifest,
    (name) => parameters.get(name)!,
    format,
    format === 'onnx' ? 'x.onnx' : 'x.safetensors',
  );
}

/** A model that is imported from a file, its vocabulary and labels those that the file has. */
export async function imported(
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
  answers: ImportAnswers,
): Promise<ImportedPackage> {
  const file = await openForeign(memoryFiles(name, bytes), FOREIGN_READERS);
  const { recognised, labels } = file;
  if (recognised.kind === 'refused') throw new Error(JSON.stringify(recognised.reason));
  const asked = recognised.questions.map(({ id }) => id);
  const own = ['unit', 'unknown', 'predicts', 'reading', 'case', 'separators', 'sequence'];
  const given = Object.entries(answers).filter(([id]) => asked.includes(id) || own.includes(id));
  const plan = await importPlan(recognised, {
    ...{ vocabulary: file.vocabularies[0], labels, answers: Object.fromEntries(given) },
  });
  const source = { file: name, format: file.format, sha256: '' };
  return importedPackage(plan.network, plan.settings({ name: 'x', title: 'X', source }));
}

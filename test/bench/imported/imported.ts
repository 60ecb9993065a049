// An imported model beside a bundled one of its size, in turns, on one text: medians of rounds and their ratio. The
// imported ones are the bundled ones that were written for another framework and read again, and, of the same sizes,
// variants that only other frameworks have.
import { readFileSync } from 'node:fs';
import { exportModel } from '../../../src/core/export/exportModel.js';
import type { ExportFormat } from '../../../src/core/export/exportFormats.js';
import { readModel, readParameters, type LoadedModel } from '../../../src/core/formats/modelPackage.js';
import { importedPackage } from '../../../src/core/import/importedModel.js';
import { importPlan } from '../../../src/core/import/importPlan.js';
import { openForeign } from '../../../src/core/import/openForeign.js';
import { FOREIGN_READERS } from '../../../src/core/import/readers.js';
import { Pipeline } from '../../../src/core/pipeline.js';
import type { RnnConfig } from '../../../src/core/rnn/config.js';
import { loadEngine } from '../../../src/kernel/load.js';
import { memoryFiles } from '../../tools/importFiles.js';
import { median } from '../statistics.js';

const STEPS = 20_000;
const ROUNDS = Number(process.argv[2] ?? 21);

const engine = loadEngine();
const text = readFileSync('media/samples/novel.txt', 'utf8');
const tokens = Array.from({ length: STEPS }, (_, k) => text[k % text.length]);

function filesOf(name: string): readonly [manifest: string, weights: Buffer] {
  const folder = `media/models/${name}`;
  return [readFileSync(`${folder}/model.json`, 'utf8'), readFileSync(`${folder}/weights.safetensors`)];
}

/** A bundled model that went to another framework and back. */
async function imported(name: string, format: ExportFormat): Promise<LoadedModel> {
  const { manifest, parameters } = readParameters(...filesOf(name));
  const file = exportModel(manifest, (of) => parameters.get(of)!, format, `${name}.x`).files[0];
  const { recognised, vocabularies, labels } = await openForeign(
    memoryFiles(file.name, file.bytes),
    FOREIGN_READERS,
  );
  if (recognised.kind === 'refused') throw new Error(`${name} is refused.`);
  const answers = { predicts: 'next', sequence: 'document' };
  const plan = await importPlan(recognised, { vocabulary: vocabularies[0], labels, answers });
  const source = { file: file.name, format, sha256: '' };
  const { json, weights } = importedPackage(plan.network, plan.settings({ name, title: name, source }));
  return readModel(json, weights);
}

/** A bundled model whose cells are as other frameworks have them; what it says is not looked at. */
function variant(name: string, own: Partial<RnnConfig>): LoadedModel {
  const [json, weights] = filesOf(name);
  const manifest = JSON.parse(json) as { readonly rnn: RnnConfig };
  return readModel(JSON.stringify({ ...manifest, rnn: { ...manifest.rnn, ...own } }), weights);
}

interface Contender {
  readonly name: string;
  readonly pipeline: Pipeline;
  readonly wall: number[];
  readonly cpu: number[];
}

function contender(name: string, { model }: LoadedModel): Contender {
  return { name, pipeline: new Pipeline(model, engine, { tellsRows: true }), wall: [], cpu: [] };
}

function round({ pipeline, wall, cpu }: Contender): void {
  const [from, used] = [performance.now(), process.cpuUsage()];
  pipeline.run(tokens, Uint32Array.of(0, STEPS), { outputOnly: true });
  const { user, system } = process.cpuUsage(used);
  wall.push(performance.now() - from);
  cpu.push((user + system) / 1000);
}

console.log(`${STEPS} steps, ${ROUNDS} rounds in turns, kernels: ${engine.name}, Node ${process.version}`);
for (const [name, others] of [
  [
    'tolstoy-gru',
    [
      ['from ONNX', await imported('tolstoy-gru', 'onnx')],
      ['from PyTorch', await imported('tolstoy-gru', 'pytorch')],
      ['reset gate before', variant('tolstoy-gru', { resetAfter: false })],
    ],
  ],
  [
    'tolstoy-lstm',
    [
      ['from ONNX', await imported('tolstoy-lstm', 'onnx')],
      ['from PyTorch', await imported('tolstoy-lstm', 'pytorch')],
      ['hard_sigmoid', variant('tolstoy-lstm', { gateActivation: 'hard-sigmoid' })],
      ['ReLU', variant('tolstoy-lstm', { activation: 'relu' })],
    ],
  ],
] as const) {
  const bundled = contender(name, readModel(...filesOf(name)));
  const all = [bundled, ...others.map(([of, model]) => contender(of, model))];
  // The first round makes the kernels ready.
  for (let k = 0; k <= ROUNDS; k++) for (const one of k % 2 ? [...all].reverse() : all) round(one);
  for (const { name: own, wall, cpu } of all) {
    const ratioOf = (mine: readonly number[], theirs: readonly number[]): string =>
      median(mine.slice(1).map((ms, k) => ms / theirs[k + 1])).toFixed(3);
    const [ms, used] = [wall, cpu].map((times) => median(times.slice(1)).toFixed(1));
    const ratios = `${ratioOf(cpu, bundled.cpu)} (wall ${ratioOf(wall, bundled.wall)})`;
    console.log(`${own.padEnd(18)} ${ms} ms, processor ${used} ms, ratio of processor times ${ratios}`);
  }
}

import type { ModelManifest } from '../formats/manifest.js';
import { modelParameters } from '../model/model.js';
import { outputSize } from '../rnn/config.js';
import { inEnglish, type Say } from '../sentence.js';
import { cellEquation } from '../views/equation.js';
import { formatCount, formatShape, formatUnits } from '../views/format.js';
import { stateShapes } from '../views/unrolled.js';
import { factsHtml, paragraph, quoted, tableHtml } from './html.js';
import type { ReportCounts } from './report.js';
import { inputWord, levelWord, segmentWord } from './words.js';

/** What a network is: its sizes, the shapes of a run over this text, its equations and parameters. */
export function networkHtml(manifest: ModelManifest, counts: ReportCounts, t: Say = inEnglish): string[] {
  const { vocabulary, rnn } = manifest;
  const parameters = modelParameters(manifest, vocabulary);
  const equations = cellEquation({
    ...{ rnn, direction: 'forward', now: {}, before: {} },
  });
  return [
    factsHtml(t('Cell and sizes'), sizesOf(manifest, t), t),
    tableHtml({
      caption: t('Shapes of the run'),
      columns: [t('tensor'), t('shape')],
      rows: shapesOf(manifest, counts).map(([name, shape]) => [name, formatShape(shape)]),
    }),
    paragraph(
      t(
        '(sequences, steps of the longest, numbers), as PyTorch has them with batch_first=True; no step is padding here: shorter sequences end sooner.',
      ),
    ),
    tableHtml({
      caption: t('One step, forward'),
      columns: [t('no.'), t('equation')],
      rows: equations.lines.map(({ symbols }, k) => [String(k + 1), quoted(symbols)]),
    }),
    tableHtml({
      caption: t('Parameters'),
      columns: [t('name'), t('shape'), t('numbers')],
      numbers: [2],
      rows: parameters.map(({ name, shape }) => [
        quoted(name),
        formatShape(shape),
        formatCount(shape.reduce((a, b) => a * b, 1)),
      ]),
    }),
  ];
}

function sizesOf({ rnn, heads, input, segment }: ModelManifest, t: Say): (readonly [string, string])[] {
  const given = heads.map(({ name, level, labels, activation }) => {
    const of = [name, formatCount(labels.length), levelWord(level, t)] as const;
    return activation === 'sigmoid'
      ? t('{0}: any of {1} labels a {2}', ...of)
      : t('{0}: one of {1} labels a {2}', ...of);
  });
  return [
    [t('cell'), rnn.cell],
    [t('layers'), String(rnn.layers)],
    [t('directions'), rnn.bidirectional ? t('2, forward and backward') : t('1, forward')],
    [rnn.layerUnits ? t('hidden sizes') : t('hidden size'), formatUnits(rnn)],
    ...(rnn.projSize > 0 ? [[t('projected to'), String(rnn.projSize)] as const] : []),
    [t('reads'), t('{0}, one sequence a {1}', inputWord(input.kind, t), segmentWord(segment, t))],
    ...given.map((labels) => [t('gives'), labels] as const),
  ];
}

function shapesOf(
  { rnn }: ModelManifest,
  { sequences, longest }: ReportCounts,
): (readonly [name: string, shape: readonly number[]])[] {
  return [
    ['x', [sequences, longest, rnn.inputSize]],
    ['output', [sequences, longest, outputSize(rnn)]],
    ...stateShapes(rnn, sequences).map(({ name, shape }) => [name, shape] as const),
  ];
}

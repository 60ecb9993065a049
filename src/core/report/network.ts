import type { ModelManifest } from '../formats/manifest.js';
import { modelParameters } from '../model/model.js';
import { directionCount, outputSize, stateSize } from '../rnn/config.js';
import { cellEquation } from '../views/equation.js';
import { formatCount, formatShape } from '../views/format.js';
import { factsHtml, paragraph, quoted, tableHtml } from './html.js';
import type { ReportCounts } from './report.js';

/** What a network is: its sizes, the shapes of a run over this text, its equations and parameters. */
export function networkHtml(manifest: ModelManifest, counts: ReportCounts): string[] {
  const { rnn, heads, vocabulary } = manifest;
  const parameters = modelParameters(manifest, vocabulary);
  const equations = cellEquation({
    ...{ cell: rnn.cell, direction: 'forward', projected: rnn.projSize > 0 },
    ...{ now: {}, before: {} },
  });
  return [
    factsHtml('Cell and sizes', [
      ['cell', rnn.cell],
      ['layers', String(rnn.layers)],
      ['directions', rnn.bidirectional ? '2, forward and backward' : '1, forward'],
      ['hidden size', String(rnn.hiddenSize)],
      ...(rnn.projSize > 0 ? [['projected to', String(rnn.projSize)] as const] : []),
      ['reads', `${manifest.input.kind}, one sequence a ${manifest.segment}`],
      ...heads.map(
        ({ name, level, labels, activation }) =>
          [
            ...([
              'gives',
              `${name}: ${activation === 'sigmoid' ? 'any' : 'one'} of ${formatCount(labels.length)} labels a ${level}`,
            ] as const),
          ] as const,
      ),
    ]),
    tableHtml({
      caption: 'Shapes of the run',
      columns: ['tensor', 'shape'],
      rows: shapesOf(manifest, counts).map(([name, shape]) => [name, formatShape(shape)]),
    }),
    paragraph(
      '(sequences, steps of the longest, numbers), as PyTorch has them with batch_first=True; no step is padding here: shorter sequences end sooner.',
    ),
    tableHtml({
      caption: 'One step, forward',
      columns: ['no.', 'equation'],
      rows: equations.lines.map(({ symbols }, k) => [String(k + 1), quoted(symbols)]),
    }),
    tableHtml({
      caption: 'Parameters',
      columns: ['name', 'shape', 'numbers'],
      numbers: [2],
      rows: parameters.map(({ name, shape }) => [
        quoted(name),
        formatShape(shape),
        formatCount(shape.reduce((a, b) => a * b, 1)),
      ]),
    }),
  ];
}

function shapesOf(
  { rnn }: ModelManifest,
  { sequences, longest }: ReportCounts,
): (readonly [name: string, shape: readonly number[]])[] {
  const states = rnn.layers * directionCount(rnn);
  return [
    ['x', [sequences, longest, rnn.inputSize]],
    ['output', [sequences, longest, outputSize(rnn)]],
    ['h_n', [states, sequences, stateSize(rnn)]],
    ...(rnn.cell === 'LSTM' ? [['c_n', [states, sequences, rnn.hiddenSize]] as const] : []),
  ];
}

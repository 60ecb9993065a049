import * as tf from '@tensorflow/tfjs';
import { numberSequences, type NumberLoss, type NumberSequence, type NumberWidths } from '../data/numbers.js';
import { meanSquaredError } from '../evaluate/numbers.js';
import type { Random } from '../math/random.js';
import { Pipeline } from '../pipeline.js';
import type { RecurrentEngine } from '../rnn/engine.js';
import { encodeTokens } from '../tokens/steps.js';
import { vocabulariesOf } from '../tokens/vocabulary.js';
import { groupsByLength } from './batching.js';
import type { Dropout } from './dropout.js';
import type { TrainingBatch } from './examples.js';
import type { Trainable } from './fit.js';
import { FLOW_LAGS } from './gradientFlow.js';
import type { Probe } from './momentOf.js';
import type { TrainingNetwork } from './network.js';
import { gatherRows } from './ops.js';
import type { Prepared } from './prepare.js';

/** Sequences side by side, and which of their steps are compared. */
export interface NumbersSettings {
  readonly segments: number;
  readonly dropout: Dropout;
  readonly loss: NumberLoss;
  readonly widths: NumberWidths;
}

interface NumbersBatch extends TrainingBatch {
  /** Steps of the batch that are compared, and with what: [rows · width]. */
  readonly rows: Uint32Array;
  readonly wanted: Float32Array;
}

/** Sequences that gradients are followed back in. */
const PROBE_SEQUENCES = 6;

/**
 * The textbook task: a network without heads whose states are to be given numbers, at every step or at the last one. The
 * loss, and so the score, is the mean squared error, as PyTorch's `MSELoss` has it.
 */
export class NumbersTask implements Trainable<NumbersBatch> {
  readonly better = 'lower';
  private readonly train: readonly NumberSequence[];
  private readonly development: readonly NumberSequence[];

  constructor(
    readonly network: TrainingNetwork,
    private readonly prepared: Prepared,
    data: Readonly<Record<'train' | 'development', { readonly text: string; readonly file: string }>>,
    private readonly settings: NumbersSettings,
    private readonly engine: RecurrentEngine,
  ) {
    const read = ({ text, file }: typeof data.train): NumberSequence[] =>
      numberSequences(text, settings.widths, file);
    this.train = read(data.train);
    this.development = read(data.development);
  }

  get variables() {
    return [...this.network.parameters.values()];
  }

  batches(random: Random, most = Infinity): NumbersBatch[] {
    const lengths = this.train.map(({ lines }) => lines.length);
    const groups = groupsByLength(lengths, this.settings.segments, random);
    return groups.slice(0, most).map((group) => this.batch(group.map((k) => this.train[k])));
  }

  loss({ rows, wanted, ...batch }: NumbersBatch, random: Random): tf.Scalar {
    const output = this.network.output(batch, this.settings.dropout, random);
    const compared = gatherRows(output, rows);
    return tf.mean(tf.squaredDifference(compared, tf.tensor2d(wanted, compared.shape)));
  }

  score(): number {
    const pipeline = new Pipeline(this.network.snapshot(), this.engine);
    return meanSquaredError(pipeline, this.development, this.settings.loss);
  }

  /** Development sequences up to their last step that is compared, as long as they may be. */
  probe(): Probe {
    const stretches = this.development.flatMap(({ lines, targets }) => {
      const last = targets.findLastIndex((target) => target !== null);
      const target = targets[last];
      return target ? [{ tokens: lines.slice(Math.max(0, last - FLOW_LAGS), last + 1), target }] : [];
    });
    const byLength = stretches.sort((a, b) => b.tokens.length - a.tokens.length);
    return { prompt: null, stretches: byLength.slice(0, PROBE_SEQUENCES) };
  }

  private batch(sequences: readonly NumberSequence[]): NumbersBatch {
    const { architecture, symbols } = this.prepared;
    const offsets = new Uint32Array(sequences.length + 1);
    sequences.forEach(({ lines }, k) => (offsets[k + 1] = offsets[k] + lines.length));
    const tokens = sequences.flatMap(({ lines }) => lines);
    const { input, rnn } = architecture;
    const compared = sequences.flatMap((sequence, k) =>
      comparedSteps(sequence, this.settings.loss, offsets[k]),
    );
    return {
      input: encodeTokens(input, vocabulariesOf(symbols), tokens, offsets, rnn.inputSize),
      targets: [],
      rows: Uint32Array.from(compared, ({ row }) => row),
      wanted: Float32Array.from(compared.flatMap(({ target }) => [...target])),
    };
  }
}

/** The steps of a sequence that count, as rows behind `from`, with the numbers that they are compared with. */
function comparedSteps(
  { targets }: NumberSequence,
  loss: NumberLoss,
  from: number,
): { readonly row: number; readonly target: Float32Array }[] {
  const all = targets.flatMap((target, k) => (target ? [{ row: from + k, target }] : []));
  return loss === 'last' ? all.slice(-1) : all;
}

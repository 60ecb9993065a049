import { readModel } from '../formats/modelPackage.js';
import type { HeadConfig, HeadOutput } from '../heads/head.js';
import { importedPackage, type ImportSettings } from '../import/importedModel.js';
import type { ImportedNetwork } from '../import/network.js';
import { Pipeline } from '../pipeline.js';
import { RnnLensError } from '../problems.js';
import type { RecurrentEngine } from '../rnn/engine.js';
import type { HiddenState } from '../rnn/state.js';
import { readingOf } from '../session/reading.js';
import type { SegmentedText } from '../text/segmented.js';
import { segmentBy } from '../text/segmenter.js';
import { entropyBits, surprisalBits } from '../views/probabilities.js';

/** What an imported network says of a text, so that answers to what its file leaves open can be compared. */
export interface ImportMeasure {
  /**
   * `loss`: bits a symbol that came next costs, of networks that predict it. `certainty`: entropy of an answer in bits;
   * without labels nobody knows whether a certain answer is right, so it is no loss.
   */
  readonly kind: 'loss' | 'certainty';
  /** The mean; NaN where nothing was predicted. */
  readonly bits: number;
  /** Mean probability of the answers that are shown; null of a loss. */
  readonly confidence: number | null;
  /** Symbols or answers that were counted. */
  readonly count: number;
  /** Symbols that came next and that the network does not know: they are not counted. */
  readonly unknown: number;
}

/** Tokens of a text that are read for a measure; a measure takes a moment of any text. */
export const MEASURED_TOKENS = 2000;
/** Code units that are cut into tokens at most. */
const MEASURED_UTF16 = 64_000;
/** Tokens that are run at a time at least: whole segments; of a stream each of its pieces. */
const PIECE = 256;

export interface MeasureOptions {
  readonly engine: RecurrentEngine;
  /** Awaited between two pieces; what it rejects with ends the work. */
  readonly turn: () => Promise<void>;
}

/**
 * Runs an imported network over the beginning of a text; throws RnnLensError where network and settings do not fit
 * together or the network gives no answers.
 */
export async function measureImport(
  network: ImportedNetwork,
  settings: ImportSettings,
  text: string,
  { engine, turn }: MeasureOptions,
): Promise<ImportMeasure> {
  const { json, weights } = importedPackage(network, settings);
  const { manifest, model } = readModel(json, weights);
  if (manifest.heads.length === 0) throw new RnnLensError('The network has states and gives no answers.');
  const [head] = manifest.heads;
  const reading = readingOf(manifest);
  const beginning = text.slice(0, MEASURED_UTF16);
  const segmented = segmentBy(reading.rules, beginning);
  const pipeline = new Pipeline(model, engine);
  const symbols = new Symbols(head, settings);
  const sums = settings.predictsNext ? new Loss(symbols) : new Certainty(head);
  let initialState: HiddenState | undefined;
  for (const { tokens, offsets } of piecesOf(segmented, beginning, reading.isStream ? 1 : PIECE)) {
    const run = pipeline.run(tokens, offsets, { initialState });
    if (reading.isStream) initialState = run.trace.hiddenState;
    sums.add(run.heads[0], tokens, offsets, reading.isStream);
    await turn();
  }
  return sums.result();
}

interface Piece {
  readonly tokens: readonly string[];
  readonly offsets: Uint32Array;
}

/** Whole segments of `size` tokens or more together; the last is cut where there are too many. */
function* piecesOf(
  { starts, ends, segmentOffsets }: SegmentedText,
  text: string,
  size: number,
): Generator<Piece> {
  let tokens: string[] = [];
  let offsets = [0];
  let left = MEASURED_TOKENS;
  for (let s = 0; s + 1 < segmentOffsets.length && left > 0; s++) {
    const end = Math.min(segmentOffsets[s + 1], segmentOffsets[s] + left);
    for (let k = segmentOffsets[s]; k < end; k++) tokens.push(text.slice(starts[k], ends[k]));
    left -= end - segmentOffsets[s];
    offsets.push(tokens.length);
    if (tokens.length < size && left > 0) continue;
    yield { tokens, offsets: Uint32Array.from(offsets) };
    [tokens, offsets] = [[], [0]];
  }
  if (tokens.length > 0) yield { tokens, offsets: Uint32Array.from(offsets) };
}

/** The output that stands for a symbol. */
class Symbols {
  readonly classes: number;
  private readonly outputs: ReadonlyMap<string, number>;

  constructor(
    { labels }: Pick<HeadConfig, 'labels'>,
    private readonly settings: ImportSettings,
  ) {
    this.classes = labels.length;
    this.outputs = new Map(labels.map((label, k) => [label, k]));
  }

  /** −1 for a symbol that the network does not know. */
  of(symbol: string): number {
    const { unit, lowerCase, ids } = this.settings.symbols;
    const looked = unit === 'words' && lowerCase ? symbol.toLowerCase() : symbol;
    return ids.has(looked) ? (this.outputs.get(looked) ?? -1) : -1;
  }
}

/** What symbols cost that came next. */
class Loss {
  private bits = 0;
  private count = 0;
  private unknown = 0;
  /** Of the last token of a stream, what it expects. */
  private expected: Float32Array | null = null;

  constructor(private readonly symbols: Symbols) {}

  add(output: HeadOutput, tokens: readonly string[], offsets: Uint32Array, isStream: boolean): void {
    const { classes } = this.symbols;
    if (output.probabilities.length !== classes * tokens.length)
      throw new RnnLensError('It answers once for a whole text: what comes next is not said at each token.');
    const row = (k: number): Float32Array =>
      Float32Array.from(output.probabilities.subarray(k * classes, (k + 1) * classes));
    if (isStream && this.expected && tokens.length > 0) this.cost(this.expected, tokens[0]);
    for (let s = 0; s + 1 < offsets.length; s++)
      for (let k = offsets[s]; k + 1 < offsets[s + 1]; k++) this.cost(row(k), tokens[k + 1]);
    this.expected = isStream && tokens.length > 0 ? row(tokens.length - 1) : null;
  }

  result(): ImportMeasure {
    const { bits, count, unknown } = this;
    return { kind: 'loss', bits: count === 0 ? NaN : bits / count, confidence: null, count, unknown };
  }

  private cost(expected: Float32Array, symbol: string): void {
    const output = this.symbols.of(symbol);
    if (output < 0) {
      this.unknown++;
      return;
    }
    this.bits += surprisalBits(expected[output]);
    this.count++;
  }
}

/** How certain answers are, right or wrong. */
class Certainty {
  private bits = 0;
  private most = 0;
  private count = 0;
  private readonly isSigmoid: boolean;
  private readonly classes: number;

  constructor({ activation, labels }: Pick<HeadConfig, 'activation' | 'labels'>) {
    this.isSigmoid = activation === 'sigmoid';
    this.classes = labels.length;
  }

  add({ probabilities }: HeadOutput): void {
    for (let at = 0; at + this.classes <= probabilities.length; at += this.classes) {
      const row = Float32Array.from(probabilities.subarray(at, at + this.classes));
      // Each label of its own: the mean over them.
      const each = this.isSigmoid ? [...row].map((p) => Float32Array.of(p, 1 - p)) : [row];
      this.bits += each.reduce((sum, one) => sum + entropyBits(one), 0) / each.length;
      this.most += each.reduce((sum, one) => sum + Math.max(...one), 0) / each.length;
      this.count++;
    }
  }

  result(): ImportMeasure {
    const { bits, most, count } = this;
    const mean = (sum: number): number => (count === 0 ? NaN : sum / count);
    return { kind: 'certainty', bits: mean(bits), confidence: mean(most), count, unknown: 0 };
  }
}

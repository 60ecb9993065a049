/** A network and a text that it reads, token by token, as comparing networks sees them. */
import { headProbabilities, shownLabels } from '../../heads/probabilities.js';
import type { HeadConfig } from '../../heads/head.js';
import type { FloatArray } from '../../math/matrix.js';
import type { Model } from '../../model/model.js';
import type { Pipeline, PipelineRun } from '../../pipeline.js';
import { outputSize, quantitySize, type Direction, type Quantity } from '../../rnn/config.js';
import { quantityOf } from '../../rnn/stack.js';
import { lastAtMost } from '../../text/ranges.js';
import type { SegmentedText } from '../../text/segmented.js';

/** What a head says of each of n tokens: of a head of segments, what it says of the segment the token is in. */
export interface TokenSaid {
  /** [n] */
  readonly labels: Uint16Array;
  /** [n, classes]; of a language model of what was expected before each token, NaN where nothing was read before it. */
  readonly probabilities: FloatArray;
  /** Of a language model the probability of the token that came, [n]; else null. */
  readonly own: Float32Array | null;
}

/** What a network is and says at tokens [from, to). */
export interface TokenReading {
  /** h of a layer and direction, [n, units]: forward at a token's last step, backward at its first. */
  states(layer: number, direction: Direction): FloatArray;
  /** RangeError for a head that says nothing of whole tokens. */
  head(head: number): TokenSaid;
}

/** A network and the text it has read. */
export interface ReadNetwork {
  readonly model: Model;
  /** A language model: what it says of a token was said before that was read. */
  readonly isWriter: boolean;
  /** Every token is one step. */
  readonly stepsAreTokens: boolean;
  /** Offsets are the document's, whatever of it is read. */
  tokens(): SegmentedText;
  read(from: number, to: number): TokenReading;
}

/** A text that is cut into segments, each run by itself. */
export interface SegmentsSource {
  readonly pipeline: Pipeline;
  tokens(): SegmentedText;
  /** The forms of segments [from, to), `offsets` counted from the first of them. */
  forms(from: number, to: number): { readonly tokens: readonly string[]; readonly offsets: Uint32Array };
}

/** Segments run together and kept for the next question. */
interface SegmentsRun {
  readonly from: number;
  readonly to: number;
  readonly firstToken: number;
  readonly offsets: Uint32Array;
  readonly run: PipelineRun;
}

/** A network that runs each segment of a text by itself. */
export function segmentsNetwork({ pipeline, tokens, forms }: SegmentsSource): ReadNetwork {
  const { segmentOffsets } = tokens();
  let kept: SegmentsRun | null = null;
  const runOf = (from: number, to: number): SegmentsRun => {
    if (kept && kept.from <= from && to <= kept.to) return kept;
    const { tokens: read, offsets } = forms(from, to);
    const run = pipeline.run(read, offsets);
    kept = { from, to, firstToken: segmentOffsets[from], offsets, run };
    return kept;
  };
  return {
    model: pipeline.model,
    isWriter: false,
    stepsAreTokens: pipeline.model.architecture.input.kind !== 'characters',
    tokens,
    read: (from, to) => {
      const [first, last] = [lastAtMost(segmentOffsets, from), lastAtMost(segmentOffsets, to - 1)];
      const { run, offsets, firstToken } = runOf(first, last + 1);
      return readingOfRun(pipeline.model, run, offsets, [from - firstToken, to - firstToken]);
    },
  };
}

/** Tokens [from, to) of a run of whole segments. */
function readingOfRun(
  { architecture }: Model,
  run: PipelineRun,
  offsets: Uint32Array,
  [from, to]: readonly [number, number],
): TokenReading {
  const { tokenStarts, tokenEnds } = run.layout;
  return {
    states: (layer, direction) => {
      const all = quantityOf(run.trace, layer, direction, 'h');
      const units = quantitySize(architecture.rnn, 'h', { layer, direction });
      const stepOf = (token: number): number =>
        direction === 'backward' ? tokenStarts[token] : Math.max(tokenStarts[token], tokenEnds[token] - 1);
      return rowsOf(all, units, to - from, (k) => stepOf(from + k));
    },
    head: (head) => {
      const { labels, probabilities } = run.heads[head];
      const { level } = architecture.heads[head];
      const rowOf = (token: number): number => {
        if (level === 'segment') return lastAtMost(offsets, token);
        return level === 'step' ? tokenEnds[token] - 1 : token;
      };
      const classes = architecture.heads[head].labels.length;
      return {
        labels: Uint16Array.from({ length: to - from }, (_, k) => labels[rowOf(from + k)]),
        probabilities: rowsOf(probabilities, classes, to - from, (k) => rowOf(from + k)),
        own: null,
      };
    },
  };
}

/** A text that is one sequence whose every token is one step, read forward. */
export interface StreamSource {
  readonly pipeline: Pipeline;
  readonly isWriter: boolean;
  tokens(): SegmentedText;
  /** Tokens [from, to): what they are, and the states there, dense [n, units]. */
  window(
    from: number,
    to: number,
  ): {
    readonly symbols: readonly string[];
    values(layer: number, direction: Direction, quantity: Quantity): FloatArray;
  };
}

/** A network that reads a text as one sequence. */
export function streamNetwork({ pipeline, isWriter, tokens, window }: StreamSource): ReadNetwork {
  return {
    model: pipeline.model,
    isWriter,
    stepsAreTokens: true,
    tokens,
    read: (from, to) => {
      // A language model says what it expects of a token at the step before it.
      const before = isWriter && from > 0 ? 1 : 0;
      const { symbols, values } = window(from - before, to);
      const { rnn, heads } = pipeline.model.architecture;
      return {
        states: (layer) =>
          values(layer, 'forward', 'h').subarray(
            before * quantitySize(rnn, 'h', { layer, direction: 'forward' }),
          ),
        head: (head) => {
          const output = values(rnn.layers - 1, 'forward', 'h');
          const rows = isWriter ? to - from - 1 + before : to - from;
          const read = output.subarray(0, rows * outputSize(rnn));
          const { model, engine } = pipeline;
          const probabilities = headProbabilities(heads[head], model.heads[head], read, rows, engine);
          if (!isWriter) return { labels: labelsOf(heads[head], probabilities), probabilities, own: null };
          return expectations(heads[head], probabilities, {
            ids: symbols.slice(before).map((symbol) => model.vocabularies.characters.id(symbol)),
            isFirst: before === 0,
          });
        },
      };
    },
  };
}

/** What was expected before each token; nothing before the first of the text. */
function expectations(
  head: HeadConfig,
  after: FloatArray,
  { ids, isFirst }: { readonly ids: readonly number[]; readonly isFirst: boolean },
): TokenSaid {
  const classes = head.labels.length;
  const missing = isFirst ? 1 : 0;
  const probabilities = new Float32Array(ids.length * classes).fill(NaN);
  probabilities.set(after, missing * classes);
  const labels = new Uint16Array(ids.length);
  labels.set(labelsOf(head, after), missing);
  const own = Float32Array.from(ids, (id, k) => probabilities[k * classes + id]);
  return { labels, probabilities, own };
}

function labelsOf(head: HeadConfig, probabilities: FloatArray): Uint16Array {
  return shownLabels(head, probabilities, head.labels.length);
}

/** Some rows of a matrix, [n, width]. */
function rowsOf(all: FloatArray, width: number, n: number, rowOf: (k: number) => number): Float32Array {
  const out = new Float32Array(n * width);
  for (let k = 0; k < n; k++) out.set(all.subarray(rowOf(k) * width, (rowOf(k) + 1) * width), k * width);
  return out;
}

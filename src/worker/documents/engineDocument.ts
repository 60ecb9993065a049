import type { FloatArray } from '../../core/math/matrix.js';
import type { Problem } from '../../core/problems.js';
import type { StepInputs } from '../../core/analysis/stepSums.js';
import type { Pipeline } from '../../core/pipeline.js';
import { directionCount, hasPlace, outputSize, quantitySize, stateSize } from '../../core/rnn/config.js';
import type { Direction, Quantity, RnnConfig } from '../../core/rnn/config.js';
import type { Stretch } from '../../core/analysis/attribution/stretch.js';
import type { ReadStates } from '../../core/analysis/rankSelection.js';
import type { TokenTexts } from '../../core/analysis/tokenAlignment.js';
import type { ContentChange } from '../../core/session/editedText.js';
import type { SegmentedText } from '../../core/text/segmented.js';
import type {
  ClassRow,
  EditedPlace,
  RunShapes,
  StateQuery,
  StateWindow,
  StepRange,
} from '../../protocol/engine.js';
import type { TokenLabels } from '../helper.js';
import type { TokenSayings } from './sayings.js';

/** Labels of a range of tokens or segments, as they are told. */
export interface LabelledRange extends TokenLabels {
  readonly level: 'token' | 'segment';
  readonly from: number;
}

/** The states of a range of steps: run once, asked for several quantities. */
export interface StepWindow extends Pick<StateWindow, 'tokens' | 'symbols' | 'segmentStarts'> {
  /** One quantity, dense [n, units]; RangeError for one that is not there. */
  values(layer: number, direction: Direction, quantity: Quantity): FloatArray;
}

/** What is run as one sequence around a token, as far as attribution looks. */
export interface TokenStretch {
  /** The first token of the stretch in the document. */
  readonly fromToken: number;
  readonly stretch: Stretch;
  /** What is predicted at a token is said before it is read, as by a language model. */
  readonly isExpectation: boolean;
}

/** What one step reads, and where it is. */
export interface ReadStep extends StepInputs {
  /** Nothing was read before it in its direction. */
  readonly isFirst: boolean;
  readonly sequence: StepRange;
}

/** One text and one model: what the engine can be asked about it. States are not kept, they are run again. */
export interface EngineDocument {
  readonly pipeline: Pipeline;
  readonly tokenCount: number;
  readonly segmentCount: number;
  /** What the network reads. */
  readonly stepCount: number;
  /** From this token on, states may differ from a full run's by rounding noise; `tokenCount` if none may. */
  readonly provisionalFrom: number;
  /** Follows changes of the text; tells where tokens and segments changed. RangeError for changes that cannot be. */
  edit(changes: readonly ContentChange[]): EditedPlace[];
  /** Where all tokens and segments are. */
  flat(): SegmentedText;
  /** All classes of a token, or what may come after it; RangeError for a token that is not there. */
  classProbabilities(token: number, head: number): ClassRow;
  /** All classes of a segment; RangeError where segments have none. */
  segmentProbabilities(segment: number, head: number): ClassRow;
  /** What is shown beside the labels of tokens [from, to), one text each. */
  details(from: number, to: number): readonly string[];
  /** All that is said of tokens [from, to); RangeError for tokens that are not there. */
  sayings(from: number, to: number): TokenSayings;
  /** Runs a range of steps again; RangeError for steps that are not there. */
  window(fromStep: number, toStep: number): StepWindow;
  stepsOfToken(token: number): StepRange;
  /** What a step of a layer and direction reads; RangeError for a step that is not there. */
  readAt(step: number, layer: number, direction: Direction): ReadStep;
  /** The tokens, by their texts. */
  readonly texts: TokenTexts;
  /** The tokens that are run as one sequence with this one, `[fromToken, toToken)`; RangeError as for classes. */
  sequenceOf(token: number): readonly [fromToken: number, toToken: number];
  /** The tokens around one that are run as one sequence; of a long one a window, and the state before it. RangeError as for classes. */
  stretchAt(token: number): TokenStretch;
  /** The document as it is now: edits of either are not the other's. */
  copy(): EngineDocument;
  /** What of the text is not read as it is written. */
  problems(): Problem[];
  /** Shapes of the run over the whole document. */
  shapes(): RunShapes;
}

/** RangeError for tokens (or steps) that are not there. */
export function checkRange(what: string, from: number, to: number, count: number): void {
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= count))
    throw new RangeError(`There are no ${what} ${from} to ${to}: the document has ${count}.`);
}

/** RangeError for a layer or direction the network has not got. */
export function checkPlace(
  config: RnnConfig,
  { layer, direction }: { readonly layer: number; readonly direction: Direction },
): void {
  if (!hasPlace(config, { layer, direction }))
    throw new RangeError(`This network has no layer ${layer} ${direction}.`);
}

/** One quantity over a range of steps; RangeError for a range or quantity that is not there. */
export function statesOf(document: EngineDocument, query: StateQuery): StateWindow {
  const { fromStep, toStep, layer, direction, quantity } = query;
  const { rnn } = document.pipeline.model.architecture;
  checkRange('steps', fromStep, toStep, document.stepCount);
  checkPlace(rnn, query);
  const { tokens, symbols, segmentStarts, values } = document.window(fromStep, toStep);
  const dense = Float32Array.from(values(layer, direction, quantity));
  const units = quantitySize(rnn, quantity, query);
  return { fromStep, toStep, units, values: dense, tokens, symbols, segmentStarts };
}

/** A document as ranking reads it. */
export function statesRead(document: EngineDocument): ReadStates {
  return {
    rnn: document.pipeline.model.architecture.rnn,
    stepCount: document.stepCount,
    flat: () => document.flat(),
    window: (from, to) => document.window(from, to),
  };
}

/** Shapes of a run of `batch` segments whose longest has `steps` steps; states are as wide as the widest layer's. */
export function runShapes(config: RnnConfig, batch: number, steps: number): RunShapes {
  const rows = config.layers * directionCount(config);
  return {
    input: [batch, steps, config.inputSize],
    output: [batch, steps, outputSize(config)],
    hiddenState: [rows, batch, stateSize(config)],
    cellState: config.cell === 'LSTM' ? [rows, batch, config.hiddenSize] : null,
  };
}

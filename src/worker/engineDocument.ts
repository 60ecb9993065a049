import type { Pipeline } from '../core/pipeline.js';
import { directionCount, outputSize, stateSize, type RnnConfig } from '../core/rnn/config.js';
import type { ContentChange } from '../core/session/editedText.js';
import type { SegmentedText } from '../core/text/segmented.js';
import type {
  ClassRow,
  EditedPlace,
  RunShapes,
  StateQuery,
  StateWindow,
  StepRange,
} from '../protocol/contracts.js';
import type { TokenLabels } from './runner.js';

/** Labels of a range of tokens or segments, as they are told. */
export interface LabelledRange extends TokenLabels {
  readonly level: 'token' | 'segment';
  readonly from: number;
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
  segmentProbabilities(segment: number): ClassRow;
  /** What is shown beside the labels of tokens [from, to), one text each. */
  details(from: number, to: number): readonly string[];
  /** One quantity over a range of steps; RangeError for a range or quantity that is not there. */
  states(query: StateQuery): StateWindow;
  stepsOfToken(token: number): StepRange;
  /** Shapes of the run over the whole document. */
  shapes(): RunShapes;
}

/** RangeError for tokens (or steps) that are not there. */
export function checkRange(what: string, from: number, to: number, count: number): void {
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= count))
    throw new RangeError(`There are no ${what} ${from} to ${to}: the document has ${count}.`);
}

/** RangeError for a layer or direction the network has not got. */
export function checkPlace(config: RnnConfig, { layer, direction }: StateQuery): void {
  const isLayer = Number.isInteger(layer) && layer >= 0 && layer < config.layers;
  if (!isLayer || (direction === 'backward' && !config.bidirectional))
    throw new RangeError(`This network has no layer ${layer} ${direction}.`);
}

/** Shapes of a run of `batch` segments whose longest has `steps` steps. */
export function runShapes(config: RnnConfig, batch: number, steps: number): RunShapes {
  const rows = config.layers * directionCount(config);
  return {
    input: [batch, steps, config.inputSize],
    output: [batch, steps, outputSize(config)],
    hiddenState: [rows, batch, stateSize(config)],
    cellState: config.cell === 'LSTM' ? [rows, batch, config.hiddenSize] : null,
  };
}

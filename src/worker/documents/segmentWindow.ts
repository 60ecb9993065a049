import { stepInputs } from '../../core/analysis/stepSums.js';
import { quantitySize, type Direction } from '../../core/rnn/config.js';
import { quantityOf } from '../../core/rnn/stack.js';
import type { Pipeline } from '../../core/pipeline.js';
import type { PlacedSegment } from '../../core/session/segments/segmentBlocks.js';
import type { SegmentStore } from '../../core/session/segments/segmentStore.js';
import { NO_TOKEN, type StateWindow } from '../../protocol/engine.js';
import type { TokenLabels } from '../helper.js';
import type { SegmentRun, TraceCache } from '../traceCache.js';
import type { ReadStep, StepWindow } from './engineDocument.js';
import type { SegmentReading } from './segmentReading.js';

/** Steps [from, to) of a segment, counted from its first. */
interface StepPiece extends SegmentRun {
  readonly place: PlacedSegment<TokenLabels>;
  readonly from: number;
  readonly to: number;
}

/** What a window is read from. */
export interface WindowSource {
  readonly pipeline: Pipeline;
  readonly store: SegmentStore<TokenLabels>;
  readonly reading: SegmentReading;
  readonly runs: TraceCache;
}

/** The states of steps [fromStep, toStep) of a document of segments. */
export function segmentWindow(source: WindowSource, fromStep: number, toStep: number): StepWindow {
  const { rnn } = source.pipeline.model.architecture;
  const pieces = piecesOf(source, fromStep, toStep);
  return {
    ...describeSteps(source.reading, pieces, toStep - fromStep),
    values: (layer, direction, quantity) => {
      const units = quantitySize(rnn, quantity, { layer, direction });
      const values = new Float32Array((toStep - fromStep) * units);
      let at = 0;
      for (const { run, firstStep, from, to } of pieces) {
        const all = quantityOf(run.trace, layer, direction, quantity);
        values.set(all.subarray((firstStep + from) * units, (firstStep + to) * units), at);
        at += (to - from) * units;
      }
      return values;
    },
  };
}

/** What a step of a document of segments reads. */
export function readInSegment(
  { reading, runs }: WindowSource,
  step: number,
  place: { readonly layer: number; readonly direction: Direction },
): ReadStep {
  const segment = reading.segmentOf(step);
  const [{ run, row, firstStep }] = runs.of(segment, segment + 1, true);
  const fromStep = reading.firstOf(segment);
  const { offsets } = run.layout;
  const toStep = fromStep + offsets[row + 1] - offsets[row];
  const read = stepInputs(run.trace, firstStep + step - fromStep, place);
  return { ...read, sequence: { fromStep, toStep } };
}

/** The parts of segments that make up steps [fromStep, toStep), with their traces. */
function piecesOf({ store, reading, runs }: WindowSource, fromStep: number, toStep: number): StepPiece[] {
  if (fromStep === toStep) return [];
  const first = reading.segmentOf(fromStep);
  const end = reading.segmentOf(toStep - 1) + 1;
  const places = [...store.segments(first, end)];
  let before = reading.firstOf(first);
  return runs.of(first, end, true).map((piece, s) => {
    const start = before;
    const { offsets } = piece.run.layout;
    before += offsets[piece.row + 1] - offsets[piece.row];
    const [from, to] = [Math.max(0, fromStep - start), Math.min(before, toStep) - start];
    return { ...piece, place: places[s], from, to };
  });
}

/** Tokens, symbols and segment starts of `count` steps. */
function describeSteps(
  reading: SegmentReading,
  pieces: readonly StepPiece[],
  count: number,
): Pick<StateWindow, 'tokens' | 'symbols' | 'segmentStarts'> {
  const tokens = new Uint32Array(count).fill(NO_TOKEN);
  const segmentStarts = new Uint8Array(count);
  const symbols: string[] = [];
  let at = 0;
  for (const { run, place, firstToken, firstStep, from, to } of pieces) {
    const { tokenStarts, tokenEnds } = run.layout;
    const inWindow = (step: number): number => at + Math.min(Math.max(step - firstStep, from), to) - from;
    for (let t = 0; t < place.segment.starts.length; t++) {
      const [start, end] = [tokenStarts[firstToken + t], tokenEnds[firstToken + t]];
      tokens.fill(place.firstToken + t, inWindow(start), inWindow(end));
    }
    if (from === 0) segmentStarts[at] = 1;
    symbols.push(...reading.symbolsOf(place.segment).slice(from, to));
    at += to - from;
  }
  return { tokens, symbols, segmentStarts };
}

import type { FloatArray } from '../../math/matrix.js';
import { gateCount, stateUnits, unitsOf } from '../../rnn/config.js';
import type { HiddenState } from '../../rnn/state.js';
import type { SequenceBlocks } from './sequenceBlocks.js';
import { runRows, type Row, type SequenceNetwork } from './sequenceNetwork.js';

/** Steps of the rows that are run side by side. */
const STEPS_AT_ONCE = 4096;

/** What one layer computed at the steps of a window. */
export interface LayerWindow {
  /** [n, P] */
  readonly h: Float32Array;
  /** [n, H], LSTM only */
  readonly c: Float32Array | null;
  /** [n, G·H] in PyTorch's gate order; null for the plain cells */
  readonly gates: Float32Array | null;
}

/** The states of steps `[fromStep, toStep)`. */
export interface SequenceWindow {
  readonly fromStep: number;
  readonly toStep: number;
  /** One entry a layer; the last one's h is the network's output. */
  readonly layers: readonly LayerWindow[];
  /** The first step whose states may differ from a full run's by rounding noise; `toStep` if none may. */
  readonly provisionalFrom: number;
}

/** Runs the blocks of a window side by side, each from its checkpoint. */
export function readWindow(
  network: SequenceNetwork,
  blocks: SequenceBlocks,
  fromStep: number,
  toStep: number,
  exactUntil: number,
): SequenceWindow {
  const { config } = network;
  const n = toStep - fromStep;
  const G = gateCount(config.cell);
  const widths = Array.from({ length: config.layers }, (_, layer) => {
    const H = unitsOf(config, layer, 0);
    return [stateUnits(config, layer, 0), H, G * H];
  });
  const layers = widths.map(([P, H, gates]) => ({
    h: new Float32Array(n * P),
    c: config.cell === 'LSTM' ? new Float32Array(n * H) : null,
    gates: G > 1 ? new Float32Array(n * gates) : null,
  }));
  for (const { first, rows } of batches(blocks, fromStep, toStep)) {
    const trace = runRows(network, rows, false);
    rows.forEach((row, k) => {
      const start = blocks.startOf(first + k);
      const skipped = Math.max(0, fromStep - start);
      const [source, target] = [trace.offsets[k] + skipped, start + skipped - fromStep];
      const count = row.ids.length - skipped;
      layers.forEach((layer, l) => {
        const [from] = trace.layers[l];
        copyRows(layer.h, target, from.h, source, count, widths[l][0]);
        copyRows(layer.c, target, from.c, source, count, widths[l][1]);
        copyRows(layer.gates, target, from.gates, source, count, widths[l][2]);
      });
    });
  }
  return { fromStep, toStep, layers, provisionalFrom: Math.max(fromStep, Math.min(toStep, exactUntil)) };
}

/** Blocks of a window as rows, up to the window's end, in batches of a bounded size. */
function* batches(
  blocks: SequenceBlocks,
  fromStep: number,
  toStep: number,
): Generator<{ first: number; rows: Row[] }> {
  if (fromStep >= toStep) return;
  const end = blocks.find(toStep - 1) + 1;
  for (let b = blocks.find(fromStep); b < end;) {
    const first = b;
    const rows: Row[] = [];
    for (let steps = 0; b < end && (rows.length === 0 || steps < STEPS_AT_ONCE); b++) {
      const { ids, state } = blocks.at(b);
      const used = ids.subarray(0, toStep - blocks.startOf(b));
      rows.push({ ids: used, state: state as HiddenState });
      steps += used.length;
    }
    yield { first, rows };
  }
}

function copyRows(
  to: Float32Array | null,
  at: number,
  from: FloatArray | null,
  source: number,
  count: number,
  width: number,
): void {
  if (to && from) to.set(from.subarray(source * width, (source + count) * width), at * width);
}

import type { FloatArray } from '../../core/math/matrix.js';
import type { DeliveredSteps } from '../../core/session/stream/settlingRun.js';

/** Outputs of consecutive steps, pieces of [n, output size]. */
export interface Outputs {
  readonly fromStep: number;
  readonly outputs: FloatArray[];
}

/** Pieces that follow one another as one. */
export function joinedPieces(pieces: readonly DeliveredSteps[]): Outputs[] {
  const all: Outputs[] = [];
  let end = -1;
  for (const { fromStep, steps, trace } of pieces) {
    const last = all.at(-1);
    if (last && fromStep === end) last.outputs.push(trace.output);
    else all.push({ fromStep, outputs: [trace.output] });
    end = fromStep + steps;
  }
  return all;
}

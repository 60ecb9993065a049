/** What is asked of the way of the states through the plane in which they differ most, on both boundaries. */
import type { ShareDone, StatePlace } from './units.js';

/** A plane is made anew only when people ask for it: `round` counts how often they did. */
export interface PlaneQuery extends StatePlace {
  readonly round: number;
}

/** Points of steps `[fromStep, toStep)` in a plane. */
export interface PointQuery extends PlaneQuery {
  readonly fromStep: number;
  readonly toStep: number;
}

/** A plane, and where the states that it was made of lie in it. */
export interface PlaneAnswer {
  /** What share of all variance each of the two components has. */
  readonly shares: readonly [first: number, second: number];
  /** No edit came since it was made. */
  readonly isOfNow: boolean;
  /** Steps that were sampled, evenly spread over the text; all of a short one. */
  readonly steps: number;
  /** `[steps, 2]` */
  readonly points: Float32Array;
  /** The entries of largest magnitude of each component: unit and loading, the largest first. */
  readonly loadings: readonly (readonly (readonly [unit: number, loading: number])[])[];
}

/** Where the network is in the plane after each step of a range. */
export interface PointWindow {
  readonly fromStep: number;
  readonly toStep: number;
  /** `[toStep - fromStep, 2]` */
  readonly points: Float32Array;
  /** The token each step belongs to; `NO_TOKEN` for what stands between two tokens. */
  readonly tokens: Uint32Array;
  /** What the network read at each step. */
  readonly symbols: readonly string[];
  /** 1 where a step starts a segment. */
  readonly segmentStarts: Uint8Array;
  /** Brackets open after each step, and 1 in quotation marks; of what stands shortly before the range, too. */
  readonly depths: Uint8Array;
  readonly quoted: Uint8Array;
}

/** What the engine answers. RangeError for places and steps that are not there. */
export type TrajectoryRequests = {
  plane: { params: { documentId: number; query: PlaneQuery }; result: PlaneAnswer; progress: ShareDone };
  points: { params: { documentId: number; query: PointQuery }; result: PointWindow };
};

/** What the panel asks of the whole text: the plane stays as it is until a further round is asked for. */
export interface PlaneQuestions {
  plane: { params: PlaneQuery; result: PlaneAnswer };
}

/** What the panel asks of what is in sight; may answer fewer steps than asked for. */
export interface PointQuestions {
  points: { params: PointQuery; result: PointWindow };
}

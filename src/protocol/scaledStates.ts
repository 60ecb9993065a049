/** What is asked of states on scales that show them, on both boundaries. */
import type { StateQuery, StateWindow } from './engine.js';
import type { ShareDone, StatePlace } from './units.js';

/** Of how many units of a place this text has scales of its own. */
export interface ColourScales {
  /** Units with a scale between quantiles of this text: tanh would be one colour over most of it. */
  readonly own: number;
  /** 1 for each whose drift is taken out first: it is most of what the unit does, [units]. */
  readonly drifts: Uint8Array;
  /** The lower and the upper end of each own scale (raw, without what is drift), [units, 2]; NaN where there is none. */
  readonly ends: Float32Array;
}

/** What the engine answers: RangeError for places and steps that are not there. Scales are measured once a document. */
export type ScaledRequests = {
  colourScales: {
    params: { documentId: number; place: StatePlace };
    result: ColourScales;
    progress: ShareDone;
  };
  /** As `states`, with values that are shares of their unit's scale (tanh(c) where it has none of its own). */
  scaledStates: { params: { documentId: number; query: StateQuery }; result: StateWindow };
};

/** What the panel asks of the whole text. */
export interface ScaleQuestions {
  colourScales: { params: StatePlace; result: ColourScales };
}

/** What the panel asks of what is in sight; may answer fewer steps than asked for. */
export interface ScaledQuestions {
  scaledStates: { params: StateQuery; result: StateWindow };
}

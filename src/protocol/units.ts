/** What crosses host ⇄ engine about places of a network and its units; `engine.ts` hands it on. */
import type { RankedSelection } from '../core/analysis/rankSelection.js';
import type { RankedUnit } from '../core/analysis/selectionRanking.js';
import type { OnRule } from '../core/analysis/unitMatches.js';
import type { TagRelation } from '../core/analysis/unitTags.js';
import type { Direction, Quantity } from '../core/rnn/config.js';
import type { UnitScale, UnitScales } from '../core/views/unitScale.js';

export type { OnRule, RankedSelection, RankedUnit, TagRelation };

/** What is looked at of a network: one quantity of all units of a layer and direction. */
export interface StatePlace {
  readonly layer: number;
  readonly direction: Direction;
  readonly quantity: Quantity;
}

/** One unit of a network and what is looked at of it. */
export interface UnitPlace extends StatePlace {
  readonly unit: number;
}

/** `[start, end)` in UTF-16 offsets. */
export type TextRange = readonly [startUtf16: number, endUtf16: number];

/** Which units are looked for, and what counts as on: of values as shares of their scale, see `UnitScales`. */
export interface MatchQuery extends StatePlace, OnRule {
  readonly units: readonly number[];
  /** The steps where they were chosen, which are no match. */
  readonly fromStep: number;
  readonly toStep: number;
  /** Matches that are told, the best ones. */
  readonly most: number;
}

/** Matches, in tokens. */
export interface FoundMatches {
  /** Tokens `[from, to)` of each, and how many of the units are on there together, [matches, 3]. */
  readonly matches: Uint32Array;
  /** How many there are. */
  readonly count: number;
}

/** How much of a long question's work is done, 0 to 1. */
export type ShareDone = number;

/** What the engine answers about units. */
export type UnitRequests = {
  /** The scale of one unit over the whole document: its own where tanh(c) saturates, else the fixed one. */
  unitScale: { params: { documentId: number; place: UnitPlace }; result: UnitScale; progress: ShareDone };
  /**
   * One unit at each token of a range: forward at its last step, backward at its first; as shares of a scale, on the
   * fixed one (tanh(c) for c) if none is given.
   */
  unitValues: {
    params: {
      documentId: number;
      place: UnitPlace;
      fromToken: number;
      toToken: number;
      scale?: UnitScale | undefined;
    };
    result: Float32Array;
  };
  /**
   * All units by how well h or tanh(c) tells some UTF-16 ranges from the rest of the document, best first: by the
   * ranges that were not chosen where there are some, and beside what chance gives.
   */
  rankUnits: {
    params: { documentId: number; chosen: readonly TextRange[]; others: readonly TextRange[] };
    result: RankedSelection;
    progress: ShareDone;
  };
  /** The scales of all units of a place over the whole document, with their drift. */
  unitScales: {
    params: { documentId: number; place: StatePlace };
    result: UnitScales;
    progress: ShareDone;
  };
  /** The units of a place so that those that do alike stand together, or by how high they are `inside` a range, `[units]`. */
  unitOrder: {
    params: { documentId: number; place: StatePlace; inside?: TextRange };
    result: Int32Array;
    progress: ShareDone;
  };
  /** Units over the whole document: lowest and highest raw value of each of some columns, [places, columns, 2]. */
  unitLines: {
    params: { documentId: number; places: readonly UnitPlace[]; columns: number };
    result: Float32Array;
    progress: ShareDone;
  };
  /** Where units of a place are on together, as LSTMVis ranks; not where they were chosen. */
  unitMatches: {
    params: { documentId: number; query: MatchQuery };
    result: FoundMatches;
    progress: ShareDone;
  };
  /** What is lost when units are switched off; RangeError where a model says nothing that could be lost. */
  ablation: {
    params: { documentId: number } & AblationAsked;
    result: UnitAblation;
    progress: ShareDone;
  };
  /** How a unit goes together with labels of the tokens, one each. */
  unitTags: {
    params: { documentId: number; place: UnitPlace; labels: Uint16Array; alike: LabelledAlike };
    result: readonly TagRelation[];
  };
};

/** What a control labelling labels alike: tokens of one text, or those of a segment, which have one label. */
export type LabelledAlike = 'words' | 'segments';

/** What is switched off: each unit of h of a layer and direction by itself, over the sequence around a token. */
export interface AblationAsked extends Omit<StatePlace, 'quantity'> {
  readonly token: number;
  /** The one of which all tokens are told. */
  readonly unit: number;
  /** The first if it is left out. */
  readonly head?: number;
}

/** What is lost without each unit of a layer and direction. */
export interface UnitAblation {
  /** Tokens `[from, to)` that were run: the sequence of the token, of a long one a window. */
  readonly fromToken: number;
  readonly toToken: number;
  /** All units, the one first without which most is lost, [units]. */
  readonly units: Uint32Array;
  /** Bits that labels (of a language model the symbols that came) are less probable in the mean, in their order, [units]. */
  readonly bits: Float32Array;
  /** Predictions whose most probable label is another one, [units]. */
  readonly changed: Uint32Array;
  /** The tokens of the predictions, [n]; of a classifier the last of its segment. */
  readonly tokens: Uint32Array;
  /** Bits that are lost at each without the unit that was asked about, [n]; empty where h has no such unit. */
  readonly own: Float32Array;
}

/** What the panel asks about units over the whole text. */
import type { RankedUnit } from '../core/analysis/selectionRanking.js';
import type { UnitScales } from '../core/views/unitScale.js';
import type {
  AblationAsked,
  MatchQuery,
  RankedSelection,
  StatePlace,
  TagRelation,
  UnitAblation,
  UnitPlace,
} from './engine.js';

/** Units ranked for a stretch, as the panel shows them. */
export interface PanelRanking extends Omit<RankedSelection, 'units'> {
  /** The best ones. */
  readonly units: readonly RankedUnit[];
  /** How many were compared. */
  readonly compared: number;
  /** Tokens `[from, to)` of the stretches that were not chosen and decided, [others, 2]. */
  readonly others: Uint32Array;
  /** The two signs that they stand between; null where there are none. */
  readonly alike: string | null;
  /** Each unit over the whole text, lowest and highest raw value of each column, [units, columns, 2]. */
  readonly lines: Float32Array;
  readonly columns: number;
}

/** A stretch where units are on together. */
export interface PanelMatch {
  readonly fromToken: number;
  readonly toToken: number;
  /** How many of them are. */
  readonly units: number;
  readonly text: string;
  /** 1-based line. */
  readonly line: number;
}

/** Where units are on together. */
export interface PanelMatches {
  readonly matches: readonly PanelMatch[];
  /** How many there are: some of many are told. */
  readonly count: number;
}

/** Of which place units are put in order; by how high they are at some tokens if these are given. */
export interface OrderAsked extends StatePlace {
  /** Tokens `[from, to)`. */
  readonly inside?: readonly [fromToken: number, toToken: number];
}

/** Each walks the text, or (`ablation`) runs a part of it many times. */
export interface UnitTextQuestions {
  /** All units for the stretch of tokens `[fromToken, toToken)`. */
  rankUnits: { params: { fromToken: number; toToken: number }; result: PanelRanking };
  unitMatches: { params: Omit<MatchQuery, 'most'>; result: PanelMatches };
  /** The scales of all units: c has its own where tanh(c) is one colour. */
  unitScales: { params: StatePlace; result: { readonly scales: UnitScales } };
  /** Units so that those that do alike over the text stand together, or by how high they are at the tokens `inside`. */
  unitOrder: { params: OrderAsked; result: { readonly units: Int32Array } };
  /** One unit over the whole text, as `lines` of a ranking. */
  unitLine: { params: UnitPlace & { columns: number }; result: { readonly values: Float32Array } };
  /** What is lost around a token without each unit. */
  ablation: { params: AblationAsked; result: UnitAblation };
  /** How a unit goes together with each tag or class. */
  unitTags: { params: UnitPlace; result: { readonly relations: readonly TagRelation[] } };
}

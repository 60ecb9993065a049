/**
 * The panel's one state, and who holds it. Views read it and dispatch; they never talk to each other. Who set the
 * selection is part of it: what the editor chose is never sent back to the editor.
 */
import type { Direction } from '../../src/core/rnn/config.js';
import type { UnitPlace } from '../../src/protocol/engine.js';
import type { PanelState } from '../../src/protocol/panel.js';
import type { TrainingState } from '../../src/protocol/training.js';
import type { ToldUnitNames } from '../../src/protocol/unitNames.js';
import type { Choices } from './choices.js';
import type { Left } from './left.js';
import { reduce } from './reduce.js';

/** The selected token, and who chose it. */
export interface Selection {
  readonly token: number;
  /** A step that was chosen itself: one of the token's, or one that stands behind it. null: the token's own. */
  readonly step: number | null;
  readonly origin: 'panel' | 'editor';
}

/** Tokens `[from, to)`. */
export type TokenStretch = readonly [from: number, to: number];

/** A cell of the heatmap. */
export interface Cell {
  readonly step: number;
  readonly unit: number;
  /** Where it is not the direction of the selected unit. */
  readonly direction?: Direction;
}

/** All that the panel shows depends on this and on what was fetched for it. */
export interface State {
  /** null until the host's first word. */
  readonly panel: PanelState | null;
  /** Counts runs: what is cached of an older one is not shown. */
  readonly runNumber: number;
  readonly selection: Selection | null;
  /** Tokens `[from, to)` that are selected in the editor or chosen in a view; null where that is at most one token. */
  readonly stretch: TokenStretch | null;
  /** Where the editor's cursor is; it may be told before the run it belongs to. */
  readonly editorToken: number | null;
  /** Transient, under the pointer. */
  readonly hover: Cell | null;
  /** The selected unit. */
  readonly unit: number;
  /** What units are called, of the model that is named there; null while that is not known. */
  readonly unitNames: ToldUnitNames | null;
  /** The trainings of the workspace; null until the host tells of them. */
  readonly trainings: TrainingState | null;
  readonly choices: Choices;
  /** Where people were in an earlier page, until that document is shown again or another one is. */
  readonly left: Left | null;
  /** Where the cursor was then, until it is told where it is now; null for nowhere. */
  readonly leftCursor: number | null;
}

/** What can happen to the state. */
export type Action =
  | { readonly type: 'panel'; readonly panel: PanelState }
  /** `revealed`: the editor's cursor goes there, too. */
  | { readonly type: 'select'; readonly token: number; readonly step?: number; readonly revealed?: boolean }
  | { readonly type: 'cursor'; readonly token: number | null; readonly stretch?: TokenStretch | null }
  /** A stretch was chosen in a view, or (null) none is any more. */
  | { readonly type: 'stretch'; readonly stretch: TokenStretch | null }
  | { readonly type: 'hover'; readonly cell: Cell | null }
  | { readonly type: 'unit'; readonly unit: number; readonly direction?: Direction }
  /** A unit was chosen outside the panel. */
  | { readonly type: 'showUnit'; readonly place: UnitPlace }
  | { readonly type: 'unitNames'; readonly unitNames: ToldUnitNames }
  | { readonly type: 'trainings'; readonly trainings: TrainingState }
  /** Pins a unit of the shown layer (and the selected direction, if none is said), or takes its pin away. */
  | { readonly type: 'pin'; readonly unit: number; readonly direction?: Direction }
  | { readonly type: 'choose'; readonly choices: Partial<Choices> };

/** The state before the host has said anything. */
export function initialState(choices: Choices, left: Left | null = null): State {
  return {
    ...{ panel: null, runNumber: 0, selection: null, stretch: null, editorToken: null, hover: null, unit: 0 },
    ...{ unitNames: null, trainings: null, choices, left, leftCursor: left?.cursor ?? null },
  };
}

/** Hears of every change. */
export type Listener = (state: State, before: State) => void;

/** Holds the state and tells everyone who subscribed when it changed. */
export class Store {
  private readonly listeners = new Set<Listener>();

  constructor(private current: State) {}

  get state(): State {
    return this.current;
  }

  /** Applies an action; listeners run only if the state changed. */
  dispatch(action: Action): void {
    const before = this.current;
    this.current = reduce(before, action);
    if (this.current === before) return;
    for (const listener of this.listeners) listener(this.current, before);
  }

  subscribe(listener: Listener): void {
    this.listeners.add(listener);
  }
}

/**
 * The panel's one state, and who holds it. Views read it and dispatch; they never talk to each other. Who set the
 * selection is part of it: what the editor chose is never sent back to the editor.
 */
import type { Direction } from '../../src/core/rnn/config.js';
import type { UnitPlace } from '../../src/protocol/engine.js';
import type { PanelState } from '../../src/protocol/panel.js';
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
  /** Where the editor's cursor is; it may be told before the run it belongs to. */
  readonly editorToken: number | null;
  /** Transient, under the pointer. */
  readonly hover: Cell | null;
  /** The selected unit. */
  readonly unit: number;
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
  | { readonly type: 'cursor'; readonly token: number | null }
  | { readonly type: 'hover'; readonly cell: Cell | null }
  | { readonly type: 'unit'; readonly unit: number; readonly direction?: Direction }
  /** A unit was chosen outside the panel. */
  | { readonly type: 'showUnit'; readonly place: UnitPlace }
  /** Pins a unit of the shown layer (and the selected direction, if none is said), or takes its pin away. */
  | { readonly type: 'pin'; readonly unit: number; readonly direction?: Direction }
  | { readonly type: 'choose'; readonly choices: Partial<Choices> };

/** The state before the host has said anything. */
export function initialState(choices: Choices, left: Left | null = null): State {
  return {
    ...{ panel: null, runNumber: 0, selection: null, editorToken: null, hover: null, unit: 0 },
    ...{ choices, left, leftCursor: left?.cursor ?? null },
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

import type { StateCache } from '../../data/stateCache.js';
import { selectedStep } from '../../state/selection.js';
import type { State } from '../../state/store.js';
import type { Place } from './heatmapPaint.js';
import type { Context } from '../view.js';

/** In its name steps are asked for that are not in sight. */
const OWNER = 'keyboard';

/** The selected cell of a heatmap; a step can be chosen before it is known whose it is. */
export class CellSelection {
  /** A step that is to be selected as soon as its token is known. */
  private awaited: { readonly step: number; readonly reveal: boolean } | null = null;
  private shownSelection: State['selection'] = null;

  constructor(
    private readonly context: Context,
    private readonly states: () => StateCache,
  ) {}

  /** The selected cell; its step is null while the steps of the selected token are not known. */
  get cell(): Place {
    const { state } = this.context.store;
    const { direction } = state.choices;
    return { step: selectedStep(this.context.data, state), unit: state.unit, direction };
  }

  /** True while a step was chosen whose token is not known yet. */
  get isWaiting(): boolean {
    return this.awaited !== null;
  }

  /** Selects a step and with it its token; with `reveal` the editor goes there too. */
  select(step: number, reveal: boolean): void {
    const token = this.context.data.tokenOf(step, this.states());
    this.awaited = token === null ? { step, reveal } : null;
    if (token !== null) this.context.select(token, reveal, step);
    // The one before it too: a step between two tokens belongs to that.
    else this.context.data.look(OWNER, () => this.states().want(step - 1, step + 1));
  }

  /** What was chosen after an awaited step counts, and a step of another run is another one. */
  follow({ selection }: State): void {
    if (selection !== this.shownSelection) this.awaited = null;
    this.shownSelection = selection;
  }

  /** Something arrived: the awaited step may be among it. */
  arrived(): void {
    const { awaited } = this;
    if (!awaited) return this.context.data.release(OWNER);
    if (this.context.data.tokenOf(awaited.step, this.states()) !== null)
      this.select(awaited.step, awaited.reveal);
  }
}

import type { Direction } from '../../src/core/rnn/config.js';
import type { RowsTaken } from '../../src/protocol/handedOver.js';
import type { PanelRun } from '../../src/protocol/panel.js';
import type { LiveRegion } from '../a11y.js';
import type { Clicks } from '../data/channel.js';
import type { RunData } from '../data/data.js';
import type { DifferenceData } from '../data/differenceData.js';
import type { TrainingData } from '../data/trainingData.js';
import type { FrontView } from '../takeout/takeOut.js';
import type { State, Store } from '../state/store.js';
import type { Theme } from '../theme.js';
import type { UnitOrders } from './states/unitOrders.js';

/** What every view may use. */
export interface Context {
  readonly store: Store;
  readonly data: RunData;
  readonly difference: DifferenceData;
  readonly training: TrainingData;
  /** One for all pictures: their rows are the same units. */
  readonly orders: UnitOrders;
  /** Tells the host what people do. */
  readonly rpc: Pick<Clicks, 'emit'>;
  readonly live: LiveRegion;
  /** The theme that is on now. */
  theme(): Theme;
  /** Selects a token, and one of its steps if it is named; with `reveal` the editor goes there too. */
  select(token: number, reveal: boolean, step?: number): void;
  /** The view in front. */
  front(): FrontView | null;
  /** Pins a unit (of the selected direction, if none is said) or takes its pin away, and says so. */
  pin(unit: number, direction?: Direction): void;
}

/** A part of the panel; `render` makes it show the state and may be called at any time. */
export interface View {
  readonly element: HTMLElement;
  render(state: State): void;
}

/** A part that is shown only while there is a run. */
export interface RunView {
  readonly element: HTMLElement;
  render(state: State, run: PanelRun): void;
  /** What a picture of it is of; all of it, if it is left out. */
  ownPicture?(): HTMLElement;
  /** Its table as rows of cells, or which rows of the table of tokens; its tables on the screen, if it is left out or null. */
  ownTable?(): readonly (readonly string[])[] | Omit<RowsTaken, 'to'> | null;
}

import { quantitySize } from '../../../src/core/rnn/config.js';
import { formatValue } from '../../../src/core/views/format.js';
import { boxAt, placeUnder, unitInBox } from '../../../src/core/views/unrolledLayout.js';
import type { StepTrace } from '../../../src/protocol/engine.js';
import type { StateCache } from '../../data/stateCache.js';
import { t } from '../../sentences/text.js';
import { CellSelection } from '../states/cellSelection.js';
import type { Context } from '../view.js';
import type { NetworkFrame } from './networkFrame.js';

/** Steps that Shift goes by. */
const FAR = 10;

/** How people go through the network: a click on a box, keys, and the buttons; where they went is spoken. */
export class NetworkMoves {
  readonly selection: CellSelection;
  private toSay = false;
  /** The end of a sequence that is gone to as soon as it is known where that is. */
  private awaitedEnd: 'Home' | 'End' | null = null;

  constructor(
    private readonly context: Context,
    private readonly picture: HTMLElement,
    private readonly frame: () => NetworkFrame | null,
    states: () => StateCache,
  ) {
    this.selection = new CellSelection(context, states);
    picture.addEventListener('click', (event) => this.click(event));
    picture.addEventListener('keydown', (event) => this.key(event));
  }

  /** Goes some steps on, or back. */
  move(by: number): void {
    const frame = this.frame();
    if (frame) this.go(this.stepOf(frame) + by);
  }

  /** A frame was drawn: speaks where people went, once its numbers are here. */
  drawn(frame: NetworkFrame, trace: StepTrace): void {
    if (this.awaitedEnd) this.goToEnd(frame, this.awaitedEnd);
    const { step, sequence, layer, direction, unit, unitWords } = frame;
    const own = trace.units.find((each) => each.unit === unit);
    if (!this.toSay || trace.step !== step || !own) return;
    this.toSay = false;
    const place = { layer: layer + 1, direction: t('direction.name', { direction }), unit: unitWords };
    const read = { step: step - sequence.from + 1, text: frame.textOf(step) ?? '…' };
    this.context.live.say(t('network.spoken', { ...read, ...place, value: formatValue(own.h) }));
  }

  /** The selected step, which may not be drawn yet. */
  private stepOf({ step }: NetworkFrame): number {
    return this.selection.cell.step ?? step;
  }

  private click(event: MouseEvent): void {
    const frame = this.frame();
    if (!frame) return;
    const { store } = this.context;
    const area = this.picture.getBoundingClientRect();
    // In a presentation the page is larger than it is laid out.
    const zoom = area.width / Math.max(1, this.picture.offsetWidth);
    const at = [event.clientX - area.left, event.clientY - area.top].map((px) => px / zoom);
    const under = placeUnder(frame.layout, at[0], at[1]);
    if (!under) return;
    const row = under.row === null ? null : frame.unrolled.rows[under.row];
    if (row?.kind === 'states' && under.row !== null) {
      const { layer, direction } = row;
      store.dispatch({ type: 'choose', choices: { layer, direction } });
      const unit =
        under.inBox &&
        unitInBox(
          quantitySize(frame.model.rnn, 'h', row),
          boxAt(frame.layout, under.row, under.step),
          under.inBox,
        );
      if (unit !== null) store.dispatch({ type: 'unit', unit });
    }
    this.toSay = true;
    this.selection.select(under.step, true);
  }

  private go(step: number): void {
    const next = Math.max(0, Math.min(this.context.data.stepCount - 1, step));
    this.toSay = true;
    this.selection.select(next, false);
  }

  /** Left and right go through the steps, up and down through layers and directions, with Shift through the units. */
  private key(event: KeyboardEvent): void {
    const frame = this.frame();
    if (!frame || event.altKey || event.metaKey || event.ctrlKey) return;
    const step = this.stepOf(frame);
    const by = event.shiftKey ? FAR : 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: step - by,
      ArrowRight: step + by,
    };
    const rows: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1 };
    if (event.key in steps) this.go(steps[event.key]);
    else if (event.key === 'Home' || event.key === 'End') this.goToEnd(frame, event.key);
    else if (event.key in rows && event.shiftKey) this.moveUnit(rows[event.key]);
    else if (event.key in rows) this.moveRow(frame, rows[event.key]);
    else if (event.key === ' ' || event.key === 'Enter') this.selection.select(step, true);
    else return;
    event.preventDefault();
  }

  /** The first or last step of the selected one's sequence, which may not be drawn yet. */
  private goToEnd(frame: NetworkFrame, end: 'Home' | 'End'): void {
    const { from, to } = frame.sequence;
    const step = this.stepOf(frame);
    const isKnown = step >= from && step < to;
    this.awaitedEnd = isKnown ? null : end;
    if (isKnown) this.go(end === 'Home' ? from : to - 1);
  }

  private moveUnit(by: number): void {
    const { store } = this.context;
    this.toSay = true;
    store.dispatch({ type: 'unit', unit: store.state.unit + by });
  }

  private moveRow({ unrolled }: NetworkFrame, by: number): void {
    const { store } = this.context;
    const { choices } = store.state;
    this.toSay = true;
    const rows = unrolled.rows.filter((row) => row.kind === 'states');
    const at = rows.findIndex(
      ({ layer, direction }) => layer === choices.layer && direction === choices.direction,
    );
    const { layer, direction } = rows[Math.max(0, Math.min(rows.length - 1, at - by))];
    store.dispatch({ type: 'choose', choices: { layer, direction } });
  }
}

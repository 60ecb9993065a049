import type { Quantity } from '../../../src/core/rnn/config.js';
import { formatValue } from '../../../src/core/views/format.js';
import { scaleOf, shownName, type Scale } from '../../../src/core/views/scales.js';
import { sharesOf, type UnitScales } from '../../../src/core/views/unitScale.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { StateCache } from '../../data/stateCache.js';
import { pinnedUnits, shownPlace } from '../../state/place.js';
import type { State } from '../../state/store.js';
import { unitWords } from '../../state/unitNames.js';
import { stepName } from '../states/unitTable.js';
import type { Context } from '../view.js';
import { t } from '../../sentences/text.js';
import type { Chosen, Share } from './chosen.js';
import { thresholdText } from './plotPaint.js';

/** The values of the shown place, on the scales they are drawn on, and in words. */
export class PlotValues {
  private state: State | null = null;
  private run: PanelRun | null = null;

  constructor(private readonly context: Context) {}

  follow(state: State, run: PanelRun): void {
    this.state = state;
    this.run = run;
  }

  /** The states that are shown. */
  states(): StateCache {
    const { layer, direction, quantity } = this.state!.choices;
    return this.context.data.statesOf(this.run!.model.rnn, layer, direction, quantity);
  }

  /** The scale of the shown quantity. */
  scale(): Scale {
    return scaleOf(this.run!.model.rnn, this.quantity, this.states().largestSeen);
  }

  /** Values as they are drawn; of c by each unit's own scale, once that is known. */
  share(): Share {
    return sharesOf(this.quantity, this.scales());
  }

  /** The raw value of a share of the selected unit's own scale; null where it has the fixed one. */
  raw(): ((share: number) => number) | null {
    const { unit } = this.state!;
    const [middle, half] = this.scales()?.subarray(2 * unit, 2 * unit + 2) ?? [];
    return half > 0 ? (share) => middle + share * half : null;
  }

  /** What scales the units have is known. */
  get isScaled(): boolean {
    return this.quantity !== 'c' || this.scales() !== null;
  }

  /** The selected unit and the pinned ones, as their lines are drawn. */
  units(): readonly number[] {
    const { unit } = this.state!;
    return [unit, ...pinnedUnits(this.state!).filter((pinned) => pinned !== unit)];
  }

  /** What is drawn of the selected unit; its ends where it has a scale of its own. */
  title(): string {
    const [raw, unit] = [this.raw(), unitWords(this.state!)];
    if (!raw) return t('units.heading', { unit, shown: shownName(this.quantity) });
    const [low, high] = [-1, 1].map((end) => formatValue(raw(end)));
    return t('units.headingOwn', { unit, shown: this.quantity, low, high });
  }

  /** A threshold as the axis shows it; `alone` is that of the selected unit. */
  threshold(share: number, alone = true): string {
    return thresholdText(share, alone ? this.raw() : null);
  }

  /** A step in words: what was read, the selected unit's value, and whether it is on. */
  words(step: number, { side, threshold }: Chosen): string {
    const { unit } = this.state!;
    const states = this.states();
    const values = states.values(step);
    const name = stepName(this.context, states, step);
    if (!values) return `${name} · ${t('reading')}`;
    const value = this.share()(values[unit], unit);
    const isOn = side === 'high' ? value >= threshold : value <= threshold;
    const shown = this.raw()
      ? ([this.quantity, values[unit]] as const)
      : ([shownName(this.quantity), value] as const);
    return [name, `${shown[0]} ${formatValue(shown[1])}`, t('units.isOn', { on: isOn ? 'yes' : 'no' })].join(
      ' · ',
    );
  }

  private get quantity(): Quantity {
    return this.state!.choices.quantity;
  }

  private scales(): UnitScales | null {
    if (this.quantity !== 'c' || this.context.data.stepCount === 0) return null;
    const question = { method: 'unitScales', params: shownPlace(this.state!) } as const;
    return this.context.data.cache.want(question)?.scales ?? null;
  }
}

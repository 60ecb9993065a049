import { LONGEST_NAME, LONGEST_NOTE, tidy } from '../../../src/core/formats/unitNames.js';
import type { UnitPlace } from '../../../src/protocol/engine.js';
import { h } from '../../dom.js';
import { selectedPlace } from '../../state/place.js';
import type { State } from '../../state/store.js';
import { namedAt } from '../../state/unitNames.js';
import { textInput } from '../../ui/textInput.js';
import type { Context } from '../view.js';
import { t } from '../../sentences/text.js';

/** What the selected unit is called, and a note on it, to be read and written. */
export class Naming {
  private readonly name = textInput(t('units.calledLabel'), LONGEST_NAME, () => this.keep(), 'called');
  private readonly note = textInput(t('units.noteLabel'), LONGEST_NOTE, () => this.keep(), 'unit-note');
  readonly element = h('div', { class: 'naming' }, this.name.element, this.note.element);
  /** Whose words stand in the fields. */
  private shown: { readonly key: string; readonly place: UnitPlace } | null = null;

  constructor(private readonly context: Context) {
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', t('units.naming'));
  }

  render(state: State): void {
    const place = selectedPlace(state);
    const key = JSON.stringify([state.panel?.run?.model.name, place]);
    const isAnother = key !== this.shown?.key;
    // What was being written is of the unit that was in front.
    if (isAnother && this.shown) this.keep();
    this.shown = { key, place };
    const named = namedAt(state, place);
    this.name.update(named?.name ?? '', '', isAnother);
    this.note.update(named?.note ?? '', named?.note ?? '', isAnother);
  }

  private keep(): void {
    const { state } = this.context.store;
    if (!this.shown || this.shown.key.indexOf(JSON.stringify(state.panel?.run?.model.name)) !== 1) return;
    const { place } = this.shown;
    const [name, note] = [tidy(this.name.value), tidy(this.note.value)];
    const before = namedAt(state, place);
    if (name === (before?.name ?? '') && note === (before?.note ?? '')) return;
    this.context.rpc.emit('nameUnit', { ...place, name, note });
    this.context.live.say(name === '' ? t('units.isUnnamed') : t('units.isNamed', { name }));
  }
}

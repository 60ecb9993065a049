/** What people call units, for whoever shows one. */
import { namedUnit, unitOfNetwork, type NamedUnit } from '../../src/core/formats/unitNames.js';
import type { UnitPlace } from '../../src/protocol/engine.js';
import { t } from '../sentences/text.js';
import { selectedPlace } from './place.js';
import type { State } from './store.js';

/** The name and note of a unit of the shown run; null if it has none. */
export function namedAt({ panel, unitNames }: State, place: UnitPlace): NamedUnit | null {
  const model = panel?.run?.model;
  if (!model || unitNames?.model !== model.name) return null;
  return namedUnit(unitNames.units, unitOfNetwork(model.rnn, place));
}

/** `76 “in quotation marks”`, or the number alone: a unit of the shown layer, where nothing else is said the selected one. */
export function unitWords(state: State, place: Partial<UnitPlace> = {}): string {
  const at = { ...selectedPlace(state), ...place };
  const name = namedAt(state, at)?.name ?? '';
  const unit = String(at.unit);
  return name === '' ? unit : t('unit.named', { unit, name });
}

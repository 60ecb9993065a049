/** What crosses host ⇄ panel about what units are called; `panel.ts` hands it on. */
import type { NamedUnit } from '../core/formats/unitNames.js';
import type { UnitPlace } from './units.js';

/** The units of a model that have a name or a note. */
export interface ToldUnitNames {
  readonly model: string;
  readonly units: readonly NamedUnit[];
}

/** What people call a unit; empty words take a name or note away. */
export interface UnitWords extends UnitPlace {
  readonly name: string;
  readonly note: string;
}

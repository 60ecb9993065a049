import {
  directionCount,
  hasPlace,
  quantitiesOf,
  quantitySize,
  type RnnConfig,
} from '../../core/rnn/config.js';
import type { NamedUnit } from '../../core/formats/unitNames.js';
import type { RankedUnit, SelectionRanking } from '../../core/analysis/selectionRanking.js';
import type { UnitScale } from '../../core/views/unitScale.js';
import type { UnitPlace } from '../../protocol/engine.js';
import { t } from '../../live/sentences.js';

/** `layer 1 → unit 23 (h)`, with its name behind it if it has one: layers are counted from 1, units from 0, as in the panel. */
export function unitName({ layer, direction, quantity, unit }: UnitPlace, name = ''): string {
  const place = t(
    'layer {0} {1} unit {2} ({3})',
    layer + 1,
    direction === 'forward' ? '→' : '←',
    unit,
    quantity,
  );
  return name === '' ? place : `${place} “${name}”`;
}

/** What people type for a place: `1 forward 23 h`. */
export function formatPlace({ layer, direction, quantity, unit }: UnitPlace): string {
  return `${layer + 1} ${direction} ${unit} ${quantity}`;
}

/** Reads `1 forward 23`, `1 forward 23 c` or the name of a unit; a sentence if it is not that or the network has no such unit. */
export function parsePlace(
  text: string,
  rnn: RnnConfig,
  named: readonly NamedUnit[] = [],
): UnitPlace | string {
  const wanted = text.trim().toLowerCase();
  const found = named.find(({ name }) => name !== '' && name.toLowerCase() === wanted);
  if (found) {
    const { layer, direction, unit, isProjected } = found;
    return { layer, direction, unit, quantity: isProjected || rnn.projSize === 0 ? 'h' : 'c' };
  }
  const [, layer, direction, unit, quantity = 'h'] =
    /^\s*(\d+)\s+(forward|backward)\s+(\d+)(?:\s+(\S+))?\s*$/i.exec(text) ?? [];
  if (layer === undefined) return t('Write a layer, a direction and a unit, for example "1 forward 23".');
  const known = quantitiesOf(rnn.cell).find((name) => name === quantity.toLowerCase());
  if (!known)
    return t('This network has no {0}: choose from {1}.', quantity, quantitiesOf(rnn.cell).join(', '));
  const place: UnitPlace = {
    layer: Number(layer) - 1,
    direction: direction.toLowerCase() === 'forward' ? 'forward' : 'backward',
    quantity: known,
    unit: Number(unit),
  };
  return problemOfPlace(place, rnn) ?? place;
}

/** Why a network has no such unit, in one sentence; null if it has. */
export function problemOfPlace(
  { layer, direction, quantity, unit }: UnitPlace,
  rnn: RnnConfig,
): string | null {
  if (!(Number.isInteger(layer) && layer >= 0 && layer < rnn.layers))
    return t('This network has layers 1 to {0}.', rnn.layers);
  if (direction === 'backward' && directionCount(rnn) === 1)
    return t('This network has no backward direction.');
  if (!hasPlace(rnn, { layer, direction })) return t('Layer {0} reads in one direction only.', layer + 1);
  if (!quantitiesOf(rnn.cell).includes(quantity)) return t('This network has no {0}.', quantity);
  const units = quantitySize(rnn, quantity, { layer, direction });
  const exists = Number.isInteger(unit) && unit >= 0 && unit < units;
  return exists ? null : t('This network has units 0 to {0}.', units - 1);
}

/** `✓ others 0.988 (chance 0.79) · selected 0.87, higher there`: how a unit tells what was selected from the rest. */
export function describeRank(
  { side, chosen, steady, others, isFind }: RankedUnit,
  { chosenChance, othersChance }: Pick<SelectionRanking, 'chosenChance' | 'othersChance'>,
): string {
  const mark = isFind ? '✓ ' : '';
  const selected =
    side === 'high'
      ? t('selected {0}, higher there', chosen.toFixed(3))
      : t('selected {0}, lower there', chosen.toFixed(3));
  if (others === null || othersChance === null)
    return (
      mark +
      t('without drift {0} (chance {1})', steady.toFixed(3), chosenChance.toFixed(3)) +
      ` · ${selected}`
    );
  return mark + t('others {0} (chance {1})', others.toFixed(3), othersChance.toFixed(3)) + ` · ${selected}`;
}

/** What is to be known before a unit is chosen from a ranking: what decided, and how much it proves. */
export function rankingSentence({ units }: SelectionRanking, others: number, alike: string | null): string {
  const finds = units.filter(({ isFind }) => isFind).length;
  const found =
    finds === 0
      ? t('no unit is beyond chance (the best of {0} in 96 of 100 shuffles)', units.length)
      : t('✓ {0} beyond chance (the best of {1} in 96 of 100 shuffles)', finds, units.length);
  if (others === 0) return t('One selection only, which proves little: {0}', found);
  if (alike === null) return t('Ranked by the {0} selections after the first: {1}', others, found);
  return t('Ranked by {0} other stretches between {1}: {2}', others, alike, found);
}

/** What the colours of a unit mean. */
export function scaleSentence(place: UnitPlace, { own, around }: UnitScale, called = ''): string {
  const name = unitName(place, called);
  if (!own) return t('The text is coloured by {0}: orange below 0, blue above. Click to stop.', name);
  const [low, high] = [own.middle - own.half, own.middle + own.half].map((value) => value.toFixed(2));
  return around > 0
    ? t(
        'The text is coloured by {0} less its drift (over {1} tokens): orange {2}, blue {3}, the ends of this text. Click to stop.',
        ...[name, 2 * around, low, high],
      )
    : t(
        'The text is coloured by {0}: orange {1}, blue {2}, the ends of this text. Click to stop.',
        name,
        low,
        high,
      );
}

import type { GenerationSettings } from '../../protocol/engine.js';
import { t } from '../../live/sentences.js';

/** Characters generated at once at most. */
const MOST_CHARACTERS = 100_000;

const PAIR = /^\s*([a-z]+)(?:\s*[=:]\s*|\s+)("(?:[^"\\]|\\.)*"|[^\s,;"]+)\s*(?:[,;]|$|(?=\s))/i;

/** Settings as a line that can be edited: `temperature 0.8, seed 1, length 400, stop ""`. */
export function formatGeneration({ temperature, seed, maxCharacters, stop }: GenerationSettings): string {
  return `temperature ${temperature}, seed ${seed}, length ${maxCharacters}, stop ${JSON.stringify(stop)}`;
}

/** Reads such a line; what it leaves out is as in `defaults`. A string is one sentence on what is wrong. */
export function parseGeneration(line: string, defaults: GenerationSettings): GenerationSettings | string {
  let settings = defaults;
  for (let rest = line; rest.trim() !== '';) {
    const pair = PAIR.exec(rest);
    if (!pair) return t('"{0}" is not a name and a value.', rest.trim().slice(0, 30));
    const change = readValue(pair[1].toLowerCase(), pair[2]);
    if (typeof change === 'string') return change;
    settings = { ...settings, ...change };
    rest = rest.slice(pair[0].length);
  }
  return problemOf(settings) ?? settings;
}

/** One sentence on what is wrong with settings, or null. */
export function problemOf({ temperature, seed, maxCharacters, stop }: GenerationSettings): string | null {
  if (!(Number.isFinite(temperature) && temperature > 0)) return t('The temperature must be above 0.');
  if (!Number.isSafeInteger(seed) || seed < 0) return t('The seed must be a whole number, 0 or more.');
  if (!(Number.isInteger(maxCharacters) && maxCharacters >= 1 && maxCharacters <= MOST_CHARACTERS))
    return t('The length must be 1 to {0} characters.', MOST_CHARACTERS);
  return typeof stop === 'string' ? null : t('The stop must be a text.');
}

function readValue(name: string, value: string): Partial<GenerationSettings> | string {
  switch (name) {
    case 'temperature':
      return { temperature: Number(value) };
    case 'seed':
      return { seed: Number(value) };
    case 'length':
      return { maxCharacters: Number(value) };
    case 'stop':
      return readStop(value);
    default:
      return t('"{0}" is not one of temperature, seed, length and stop.', name);
  }
}

/** A JSON string, so that a line break can be written. */
function readStop(value: string): Partial<GenerationSettings> | string {
  if (!value.startsWith('"')) return { stop: value };
  try {
    return { stop: JSON.parse(value) as string };
  } catch {
    return t('The stop must be a text in double quotes; a line break is written \\n.');
  }
}

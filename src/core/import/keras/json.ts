import { RnnLensError } from '../../problems.js';

/** An object of a JSON text that somebody else has written: nothing in it is sure. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Deeper than any configuration; what is recursive below ends here. */
export const MAX_DEPTH = 64;

/**
 * Reads JSON as Python writes it: also with NaN and Infinity (as null), and as text in a string where it was written
 * twice. Throws RnnLensError naming the file.
 */
export function parseJson(text: string, file: string): unknown {
  let value = parseOnce(text.replace(/^\uFEFF/, ''), file);
  if (typeof value === 'string' && /^\s*[{[]/.test(value)) value = parseOnce(value, file);
  return value;
}

function parseOnce(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const plain = text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (part) =>
      part.startsWith('"') ? part : 'null',
    );
    try {
      return JSON.parse(plain);
    } catch {
      throw new RnnLensError('{0} is not valid JSON: {1}', file, (error as Error).message);
    }
  }
}

/** The first of several names that a setting has had. */
export function settingOf(config: JsonObject, ...names: readonly string[]): unknown {
  for (const name of names) if (config[name] !== undefined && config[name] !== null) return config[name];
  return undefined;
}

export function textOf(config: JsonObject, ...names: readonly string[]): string | undefined {
  const value = settingOf(config, ...names);
  return typeof value === 'string' ? value : undefined;
}

export function flagOf(config: JsonObject, name: string, other = false): boolean {
  const value = config[name];
  return typeof value === 'boolean' ? value : other;
}

/** A whole number from 1, also as the one number of a list, as kernel sizes are. */
export function countOf(config: JsonObject, ...names: readonly string[]): number | undefined {
  const value = settingOf(config, ...names);
  const first: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof first === 'number' && Number.isInteger(first) && first >= 1 ? first : undefined;
}

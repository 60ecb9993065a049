import { parseArgs, type ParseArgsConfig } from 'node:util';
import { RnnLensError } from '../core/problems.js';

/** Options of a command by name: those that take a text, and flags. */
export type Options = NonNullable<ParseArgsConfig['options']>;

export const text = { type: 'string' } as const;
/** May be given more than once. */
export const texts = { type: 'string', multiple: true } as const;
export const flag = { type: 'boolean' } as const;

/** Throws a usage mistake: one sentence, and where the usage is. */
export function usageError(sentence: string): never {
  throw new RnnLensError('{0} See --help.', sentence);
}

/** Whether help is asked for anywhere among the options. */
export function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).some((arg) => arg === '--help' || arg === '-h');
}

/** Options and the one positional argument of a command; throws RnnLensError for a usage mistake. */
export function parse(
  args: readonly string[],
  options: Options,
  positional: string,
): { values: Values; file: string } {
  const { values, files } = parseFiles(args, options, positional);
  if (files.length !== 1) usageError(`Give one ${positional}.`);
  return { values, file: files[0] };
}

/** Options and the positional arguments of a command, at least one; throws RnnLensError for a usage mistake. */
export function parseFiles(
  args: readonly string[],
  options: Options,
  positional: string,
): { values: Values; files: readonly string[] } {
  const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  for (const token of parsed.tokens) {
    if (token.kind !== 'option') continue;
    const { rawName, value, inlineValue } = token;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : null;
    if (!option) usageError(`There is no option ${rawName} here.`);
    if (option.type === 'boolean' && value !== undefined) usageError(`${rawName} takes no value.`);
    const isMissing = value === undefined || (!inlineValue && value.startsWith('-') && value !== '-');
    if (option.type === 'string' && isMissing) usageError(`${rawName} needs a value.`);
  }
  const { values, positionals } = parsed;
  if (positionals.length === 0) usageError(`Give one ${positional}.`);
  return { values: new Values(values), files: positionals };
}

/** The values of a command's options; all methods throw RnnLensError naming the option. */
export class Values {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  text(name: string, fallback?: string): string {
    const value = this.values[name] ?? fallback;
    if (typeof value !== 'string' || value === '') usageError(`--${name} is missing.`);
    return value;
  }

  /** The value of an option that may be left out. */
  optional(name: string): string | undefined {
    return this.values[name] === undefined ? undefined : this.text(name);
  }

  /** All values of an option that may be given more than once. */
  all(name: string): readonly string[] {
    const values = this.values[name] ?? [];
    return Array.isArray(values) ? values.map(String) : [];
  }

  /** A whole number from 0. */
  count(name: string): number {
    const value = this.text(name);
    if (!/^\d{1,9}$/.test(value)) usageError(`--${name} must be a whole number, not "${value}".`);
    return Number(value);
  }

  isSet(name: string): boolean {
    return this.values[name] === true;
  }

  oneOf<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.text(name, fallback);
    if (!choices.includes(value as T)) usageError(`--${name} must be one of ${choices.join(', ')}.`);
    return value as T;
  }
}

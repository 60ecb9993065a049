import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { RnnLensError } from '../../core/problems.js';

/** One text that is read. */
export interface Input {
  /** Path as it was given, or `-` for standard input. */
  readonly file: string;
  /** What it is called in what is written: the path from the working folder, with `/`. */
  readonly name: string;
}

/**
 * The texts that some arguments name, in their order: a folder stands for the files in it and below it, by name,
 * without those that begin with a dot or that `accepts` refuses. Throws RnnLensError for a folder without any.
 */
export function inputsOf(
  args: readonly string[],
  accepts: (name: string) => boolean = () => true,
): readonly Input[] {
  return args.flatMap((arg) => {
    if (arg === '-' || !isFolder(arg)) return [inputOf(arg)];
    const found = filesBelow(arg).filter(accepts);
    if (found.length === 0) throw new RnnLensError('The folder {0} has no files to read.', arg);
    return found.map(inputOf);
  });
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(place);
    // A link to a folder could lead round in a circle.
    const isFile = entry.isFile() || (entry.isSymbolicLink() && statIsFile(place));
    return isFile ? [place] : [];
  });
}

function statIsFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function inputOf(file: string): Input {
  if (file === '-') return { file, name: 'standard-input' };
  const relative = path.relative('', file);
  const isOutside = relative === '' || relative.startsWith('..') || path.isAbsolute(relative);
  return { file, name: (isOutside ? path.basename(file) : relative).split(path.sep).join('/') };
}

/** Throws RnnLensError where two inputs would be written to the same place. */
export function checkNames(inputs: readonly Input[]): void {
  const seen = new Map<string, string>();
  for (const { file, name } of inputs) {
    const other = seen.get(name);
    if (other !== undefined)
      throw new RnnLensError('{0} and {1} would both be written to {2}.', other, file, name);
    seen.set(name, file);
  }
}

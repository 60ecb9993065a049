import { RnnLensError } from '../problems.js';

/** Numbers that a network reads, and those that it is to have come to: see `numberSequences`. */
export interface NumberSequence {
  /** The lines as they stand: each is a step. */
  readonly lines: readonly string[];
  /** What stands behind `=`, a step each; null where nothing is asked for. */
  readonly targets: readonly (Float32Array | null)[];
}

/** How many numbers stand before and behind `=`. */
export interface NumberWidths {
  readonly inputs: number;
  readonly targets: number;
}

/** Data of the textbook task. */
export interface NumbersData {
  readonly format: 'numbers';
  /** The steps whose states are compared with the numbers: all that have some, or the last one of each sequence. */
  readonly loss: NumberLoss;
}

/** See `NumbersData`. */
export const NUMBER_LOSSES = ['all', 'last'] as const;
export type NumberLoss = (typeof NUMBER_LOSSES)[number];

/** Lines of a text by which it is told whether it is numbers. */
const LINES_LOOKED_AT = 400;

/** The widths of a text of numbers; null if it is none, or no line says what is to come out. */
export function numberWidths(text: string): NumberWidths | null {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/, LINES_LOOKED_AT)
    .filter((line) => line.trim() !== '');
  const rows = lines.map(rowOf);
  const asked = rows.find((row) => row?.targets);
  if (!asked?.targets || rows.some((row) => row === null)) return null;
  return { inputs: asked.inputs.length, targets: asked.targets.length };
}

/**
 * Sequences of numbers, one step a line and an empty line between two of them: `1 2 = 0.5 -0.3`, where the numbers before
 * `=` are read and those behind it are what the states are to be then; the second half may be missing. Throws RnnLensError
 * naming file and line.
 */
export function numberSequences(text: string, widths: NumberWidths, file: string): NumberSequence[] {
  const found: { lines: string[]; targets: (Float32Array | null)[] }[] = [];
  let isOpen = false;
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .forEach((line, k) => {
      if (line.trim() === '') return void (isOpen = false);
      const row = rowOf(line);
      const isWide =
        row?.inputs.length === widths.inputs && (!row.targets || row.targets.length === widths.targets);
      if (!row || !isWide)
        throw new RnnLensError(
          '{0}, line {1} is not {2} numbers, "=" and {3} numbers: "{4}".',
          file,
          k + 1,
          widths.inputs,
          widths.targets,
          line.trim().slice(0, 80),
        );
      if (!isOpen) found.push({ lines: [], targets: [] });
      isOpen = true;
      found[found.length - 1].lines.push(line);
      found[found.length - 1].targets.push(row.targets && Float32Array.from(row.targets));
    });
  return found;
}

/** A line's numbers; null if it is something else. */
function rowOf(line: string): { inputs: number[]; targets: number[] | null } | null {
  const halves = line.split('=');
  if (halves.length > 2) return null;
  const [inputs, targets] = halves.map((half) =>
    half
      .split(/[\s,;]+/)
      .filter((field) => field !== '')
      .map(Number),
  );
  const isRead = (numbers: readonly number[]): boolean =>
    numbers.length > 0 && numbers.every((value) => Number.isFinite(value));
  if (!isRead(inputs) || (targets && !isRead(targets))) return null;
  return { inputs, targets: targets ?? null };
}

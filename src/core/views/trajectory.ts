/** What stands at the points of a trajectory, and where they are in a picture. */

/** By what points are marked. */
export const TRAJECTORY_MARKS = ['label', 'text', 'time', 'depth', 'quotation'] as const;

/** By what points are marked. */
export type TrajectoryMark = (typeof TRAJECTORY_MARKS)[number];

const MORE_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * A sign for each label, `[labels]`: its first letter, or where a label before it has that one of its others, or any
 * that is free; what is left over shares a dot.
 */
export function labelLetters(labels: readonly string[]): string[] {
  const lettersOf = (label: string): string[] =>
    [...label.normalize('NFC').toUpperCase()].filter((letter) => /\p{L}|\p{N}/u.test(letter));
  const own = labels.map(lettersOf);
  const taken = new Set<string>();
  const take = (letter: string | undefined): string | null => {
    if (letter === undefined || taken.has(letter)) return null;
    taken.add(letter);
    return letter;
  };
  const first = own.map(([letter]) => take(letter));
  return first.map(
    (letter, k) => letter ?? take([...own[k], ...MORE_LETTERS].find((each) => !taken.has(each))) ?? '•',
  );
}

/** A share of a whole for people: `79.5 %`, `6.30 %`, `<0.01 %`. */
export function formatShare(share: number): string {
  const percent = 100 * share;
  if (percent > 0 && percent < 0.01) return '<0.01 %';
  return `${percent >= 10 ? percent.toFixed(1) : percent.toFixed(2)} %`;
}

/** Smallest and largest coordinates of points. */
export interface Extent {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

/** The extent of points `[n, 2]` of one or several lists; of none, and of one place alone, a square around it. */
export function extentOf(...lists: readonly ArrayLike<number>[]): Extent {
  const of = (k: number): readonly [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (const list of lists)
      for (let at = k; at < list.length; at += 2) {
        if (list[at] < low) low = list[at];
        if (list[at] > high) high = list[at];
      }
    if (low > high) return [-1, 1];
    return low === high ? [low - 1, high + 1] : [low, high];
  };
  return { x: of(0), y: of(1) };
}

/** A picture of points: how large it is, and what stays free around them. */
export interface PointFrame {
  readonly width: number;
  readonly height: number;
  readonly padding: number;
  readonly extent: Extent;
}

/** Where a point is in the picture, in pixels from the top left; y grows upwards. */
export function placeOfPoint(
  { width, height, padding, extent }: PointFrame,
  x: number,
  y: number,
): readonly [left: number, top: number] {
  const share = (value: number, [low, high]: readonly [number, number]): number =>
    (value - low) / (high - low);
  return [
    padding + share(x, extent.x) * (width - 2 * padding),
    height - padding - share(y, extent.y) * (height - 2 * padding),
  ];
}

/** The steps in sight around one: those that were, while it is among them, else as many around it. */
export function stepsAround(
  step: number,
  steps: number,
  most: number,
  before: readonly [from: number, to: number] | null,
): readonly [from: number, to: number] {
  if (steps <= most) return [0, steps];
  if (before && step >= before[0] && step < before[1] && before[1] <= steps) return before;
  const from = Math.max(0, Math.min(steps - most, step - Math.floor(most / 2)));
  return [from, from + most];
}

import { abbreviate } from '../views/format.js';

/** Where two reports part. */
export interface Drift {
  /** From 1. */
  readonly line: number;
  /** The heading above it. */
  readonly section: string;
  /** What both say there, around the place; `the end` where one has no such line. */
  readonly was: string;
  readonly is: string;
}

/** Code units before the place that are told, and code points in all. */
const [BEFORE, TOLD] = [30, 70];

/** The first difference of two reports that are not the same. */
export function firstDifference(was: string, is: string): Drift {
  const [old, now] = [was.split('\n'), is.split('\n')];
  let line = 0;
  while (line < old.length && line < now.length && old[line] === now[line]) line++;
  const headings = now.slice(0, line + 1).flatMap((text) => /<h[12]>(.*)<\/h[12]>/.exec(text)?.[1] ?? []);
  const [a, b] = [old[line], now[line]];
  let at = 0;
  while (a !== undefined && b !== undefined && at < a.length && a[at] === b[at]) at++;
  const told = (text: string | undefined): string =>
    text === undefined ? 'the end' : abbreviate(text.slice(Math.max(0, at - BEFORE)), TOLD);
  return { line: line + 1, section: headings.at(-1) ?? 'the head', was: told(a), is: told(b) };
}

// Which part of a CPU profile is an extension's, and for how long without a break.
import type { Profiler } from 'node:inspector';

/** How long an extension kept the thread. */
export interface Stretch {
  readonly longestMs: number;
  readonly longestIn: string;
  readonly ownMs: number;
}

/**
 * The longest time for which a function of the extension was on the stack, collections of garbage in it included;
 * `sampleUs` between two samples.
 */
export function longestStretch(
  { nodes, samples = [], timeDeltas = [] }: Profiler.Profile,
  sampleUs: number,
  isOwn: (url: string) => boolean,
): Stretch {
  const ownFunction = ownFunctions(nodes, isOwn);
  const collecting = new Set(
    nodes.filter(({ callFrame }) => callFrame.functionName === '(garbage collector)').map(({ id }) => id),
  );
  let [longest, ownUs, current] = [0, 0, 0];
  let longestIn = '';
  let inside = new Map<string, number>();
  samples.forEach((id, k) => {
    // No sample is taken while the thread waits for a processor, and that is not the extension's time.
    const us = Math.min(timeDeltas[k + 1] ?? 0, 2 * sampleUs);
    const name = ownFunction.get(id) ?? (collecting.has(id) && current > 0 ? '(garbage collector)' : null);
    if (name === null) {
      current = 0;
      inside = new Map();
      return;
    }
    current += us;
    ownUs += us;
    inside.set(name, (inside.get(name) ?? 0) + us);
    if (current <= longest) return;
    longest = current;
    longestIn = [...inside].sort(([, a], [, b]) => b - a)[0][0];
  });
  return { longestMs: longest / 1000, longestIn, ownMs: ownUs / 1000 };
}

/** For each node at or below a function of the extension: the innermost of these. */
function ownFunctions(
  nodes: readonly Profiler.ProfileNode[],
  isOwn: (url: string) => boolean,
): Map<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = new Map<number, string>();
  const visit = (id: number, above: string | null): void => {
    const node = byId.get(id)!;
    const { url, functionName, lineNumber } = node.callFrame;
    const own = isOwn(url) ? `${functionName || '(anonymous)'}:${lineNumber + 1}` : above;
    if (own !== null) found.set(id, own);
    for (const child of node.children ?? []) visit(child, own);
  };
  const children = new Set(nodes.flatMap((node) => node.children ?? []));
  for (const { id } of nodes) if (!children.has(id)) visit(id, null);
  return found;
}

/** The plane in which the states of a document differ most, and where its steps are in it. */
import { nestingOf } from '../core/analysis/nesting.js';
import { inPlane, principalPlane, stepsEach, type PrincipalPlane } from '../core/analysis/principalPlane.js';
import { quantitySize } from '../core/rnn/config.js';
import { solveEigen } from '../kernel/eigen.js';
import { NO_TOKEN } from '../protocol/engine.js';
import type { PlaneAnswer, PlaneQuery, PointQuery, PointWindow } from '../protocol/trajectory.js';
import { checkPlace, checkRange, type EngineDocument } from './documents/engineDocument.js';
import type { Job } from './jobs.js';
import { sampledStates } from './sampledStates.js';

/** How a document is walked, and how one will know whether it is still what it was then. */
type Walk = Pick<Job, 'turn' | 'done'> & { readonly isOfNow: () => boolean };

/** Loadings that are told of each component. */
const LOADINGS = 3;

/** Tokens before a range that say how deep it stands. */
const TOKENS_BEFORE = 5000;

interface KnownPlane {
  readonly round: number;
  readonly plane: PrincipalPlane;
  readonly points: Float32Array;
  /** Whether the text is still the one it was made of. */
  readonly isOfNow: () => boolean;
}

/** The planes of documents by place. They outlive edits: axes that turned under what one sees could not be read. */
export class Planes {
  private readonly known = new WeakMap<EngineDocument, Map<string, KnownPlane>>();

  /** The plane of a place, with what it was made of; made once a round. */
  async plane(document: EngineDocument, query: PlaneQuery, walk: Walk): Promise<PlaneAnswer> {
    const { plane, points, isOfNow } = await this.of(document, query, walk);
    const { shares, steps } = plane;
    return { shares, isOfNow: isOfNow(), steps, points, loadings: [0, 1].map((k) => largest(plane, k)) };
  }

  /** Where the network is after each step of a range. */
  async points(document: EngineDocument, query: PointQuery, walk: Walk): Promise<PointWindow> {
    const { fromStep, toStep, layer, direction, quantity } = query;
    checkRange('steps', fromStep, toStep, document.stepCount);
    const { plane } = await this.of(document, query, walk);
    const { tokens, symbols, segmentStarts, values } = document.window(fromStep, toStep);
    const points = inPlane(plane, values(layer, direction, quantity));
    const nesting = nestingOf(textsBefore(document, tokens), symbols);
    return { fromStep, toStep, points, tokens, symbols, segmentStarts, ...nesting };
  }

  private async of(document: EngineDocument, query: PlaneQuery, walk: Walk): Promise<KnownPlane> {
    const { layer, direction, quantity, round } = query;
    const { rnn } = document.pipeline.model.architecture;
    checkPlace(rnn, query);
    const key = JSON.stringify([layer, direction, quantity]);
    const before = this.known.get(document)?.get(key);
    if (before && before.round >= round) return before;
    const units = quantitySize(rnn, quantity, query);
    const values = await sampledStates(document, query, walk, stepsEach(units));
    await walk.turn();
    const plane = principalPlane(values, units, solveEigen);
    await walk.turn();
    const made = { round, plane, points: inPlane(plane, values), isOfNow: walk.isOfNow };
    const all = this.known.get(document) ?? new Map<string, KnownPlane>();
    this.known.set(document, all.set(key, made));
    return made;
  }
}

/** The entries of largest magnitude of an axis. */
function largest({ axes, mean }: PrincipalPlane, k: number): (readonly [unit: number, loading: number])[] {
  const units = mean.length;
  return Array.from(axes.subarray(k * units, (k + 1) * units), (loading, unit) => [unit, loading] as const)
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]) || a[0] - b[0])
    .slice(0, LOADINGS);
}

/** What stands shortly before a range of steps. */
function* textsBefore({ texts }: EngineDocument, tokens: Uint32Array): Iterable<string> {
  const first = tokens.find((token) => token !== NO_TOKEN) ?? 0;
  for (let token = Math.max(0, first - TOKENS_BEFORE); token < first; token++) yield texts.text(token);
}

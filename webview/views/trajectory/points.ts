import { NO_TOKEN, type StatePlace } from '../../../src/protocol/engine.js';
import type { PlaneAnswer, PointWindow } from '../../../src/protocol/trajectory.js';
import { lineOf } from '../../data/questions.js';
import type { Context } from '../view.js';

/** Steps asked for at once. */
const PAGING = { pageSize: 512, margin: 8, itemSize: 8 };

/** A step in the plane. */
export interface ShownPoint {
  readonly step: number;
  readonly x: number;
  readonly y: number;
  /** Its token, or the one before it. */
  readonly token: number;
  /** It stands between two tokens. */
  readonly isBetween: boolean;
  /** What was read. */
  readonly read: string;
  readonly startsSegment: boolean;
  readonly depth: number;
  readonly isQuoted: boolean;
}

/** The plane of a place and the steps in it, as far as they are here. */
export class PointData {
  /** How often the plane was asked for anew. */
  private round = 0;
  private place: StatePlace | null = null;

  constructor(private readonly context: Context) {}

  /** What is asked about from now on. */
  follow({ layer, direction, quantity }: StatePlace): void {
    this.place = { layer, direction, quantity };
  }

  /** The axes are fitted to the text as it is. */
  anew(): void {
    this.round++;
  }

  /** The plane; null while it is not known. */
  plane(): PlaneAnswer | null {
    return this.context.data.cache.want(this.planeQuestion);
  }

  /** Why there is no plane, in one sentence; null if nothing went wrong. */
  problem(): string | null {
    return this.context.data.cache.problemOf(this.planeQuestion);
  }

  /** Steps `[from, to)` are in sight. */
  want(fromStep: number, toStep: number): void {
    this.context.data.cache.wantRange(this.question(fromStep, toStep), PAGING);
  }

  /** A step; null while it is loading. */
  at(step: number): ShownPoint | null {
    const window = this.window(step);
    if (!window) return null;
    const k = step - window.fromStep;
    return {
      ...{ step, x: window.points[2 * k], y: window.points[2 * k + 1] },
      ...{ token: this.tokenAt(step) ?? 0, isBetween: window.tokens[k] === NO_TOKEN },
      read: window.symbols[k],
      startsSegment: window.segmentStarts[k] === 1,
      ...{ depth: window.depths[k], isQuoted: window.quoted[k] === 1 },
    };
  }

  /** Steps `[from, to)` that are here. */
  between(from: number, to: number): readonly ShownPoint[] {
    return Array.from({ length: Math.max(0, to - from) }, (_, k) => this.at(from + k)).filter(
      (point) => point !== null,
    );
  }

  private tokenAt(step: number): number | null {
    for (let at = step; at >= 0; at--) {
      const window = this.window(at);
      if (!window) return null;
      const token = window.tokens[at - window.fromStep];
      if (token !== NO_TOKEN) return token;
    }
    return null;
  }

  private window(step: number): PointWindow | null {
    return this.context.data.cache.at(lineOf(this.question(0, 0))!, step) as PointWindow | null;
  }

  private get planeQuestion() {
    return { method: 'plane', params: { ...this.place!, round: this.round } } as const;
  }

  private question(fromStep: number, toStep: number) {
    return {
      method: 'points',
      params: { ...this.place!, round: this.round, fromStep, toStep },
    } as const;
  }
}

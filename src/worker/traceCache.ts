import type { Pipeline, PipelineRun } from '../core/pipeline.js';
import { formsOf, type Segment } from '../core/session/segments/segment.js';
import type { SegmentStore } from '../core/session/segments/segmentStore.js';

/** Steps of all runs that are kept, some 20 MB of states: what is in sight, and what an edit did not touch of it. */
const STEPS_KEPT = 1024;

/** One segment in a run of several. */
export interface SegmentRun {
  readonly run: PipelineRun;
  /** Its number in the run. */
  readonly row: number;
  /** Its first token and its first step in the run. */
  readonly firstToken: number;
  readonly firstStep: number;
}

/** What was run together. */
interface Batch {
  readonly run: PipelineRun;
  readonly segments: ReadonlyMap<Segment<unknown>, SegmentRun>;
  readonly withTrace: boolean;
  readonly steps: number;
}

/**
 * Runs of the segments that are looked at, each run once however often and in whatever pieces it is asked for, also
 * after edits elsewhere: a segment's states depend on nothing but its tokens, whatever it is run with.
 */
export class TraceCache {
  /** Those used last come first. */
  private batches: readonly Batch[] = [];

  constructor(
    private readonly pipeline: Pipeline,
    private readonly store: SegmentStore<unknown>,
  ) {}

  /** Segments [from, to), one after the other, with the heads and, if it is asked for, with the whole trace. */
  of(from: number, to: number, withTrace = false): SegmentRun[] {
    const segments = Array.from(this.store.segments(from, to), ({ segment }) => segment);
    const found = segments.map((segment) => this.find(segment, withTrace));
    const missing = segments.filter((_, s) => !found[s]);
    if (missing.length === 0) return found as SegmentRun[];
    const fresh = this.run(missing, withTrace);
    this.keep(fresh);
    return segments.map((segment, s) => found[s] ?? fresh.segments.get(segment)!);
  }

  /** Runs segments [from, to) together, with the whole trace, though nobody looked at them yet. */
  runAhead(from: number, to: number): PipelineRun {
    const fresh = this.run(
      Array.from(this.store.segments(from, to), ({ segment }) => segment),
      true,
    );
    this.keep(fresh);
    return fresh.run;
  }

  private find(segment: Segment<unknown>, withTrace: boolean): SegmentRun | undefined {
    const batch = this.batches.find(
      (known) => (known.withTrace || !withTrace) && known.segments.has(segment),
    );
    if (batch && batch !== this.batches[0])
      this.batches = [batch, ...this.batches.filter((other) => other !== batch)];
    return batch?.segments.get(segment);
  }

  private run(segments: readonly Segment<unknown>[], withTrace: boolean): Batch {
    const { tokens, offsets } = formsOf(segments);
    const run = this.pipeline.run(tokens, offsets, { outputOnly: !withTrace });
    const firstStep = run.layout.offsets;
    const rows = segments.map((segment, row): [Segment<unknown>, SegmentRun] => [
      segment,
      { run, row, firstToken: offsets[row], firstStep: firstStep[row] },
    ]);
    return { run, segments: new Map(rows), withTrace, steps: firstStep[segments.length] };
  }

  private keep(fresh: Batch): void {
    if (fresh.steps > STEPS_KEPT) return;
    let steps = 0;
    this.batches = [fresh, ...this.batches].filter((batch) => (steps += batch.steps) <= STEPS_KEPT);
  }
}

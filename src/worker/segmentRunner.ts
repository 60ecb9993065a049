import type { Pipeline } from '../core/pipeline.js';
import type { Port } from '../protocol/rpc.js';
import { deal } from './dealing.js';
import type { LabelledRange } from './engineDocument.js';
import { Helper, runGroup, type ModelFiles, type SegmentGroup, type TokenLabels } from './runner.js';
import type { SegmentedDocument } from './segmentedDocument.js';

/** Tokens run between two looks at the message queue: a fraction of a second, so that cancelling is prompt. */
const TOKENS_PER_TURN = 256;
/** Groups of a document from which on helpers are worth their start. */
const GROUPS_FOR_HELPERS = 40;
/** Groups a helper has at once: one to work on, one to begin with while the result of the first travels. */
const GROUPS_AHEAD = 2;

/** Segments [from, to). */
type Range = readonly [from: number, to: number];

/** Runs the segments of documents, on helpers too where there is much to do. */
export class SegmentRunner {
  private helpers: readonly Helper[] | null = null;

  constructor(private readonly startHelpers: readonly (() => Port)[]) {}

  /** A model was loaded anew with other contents. */
  forgetModel(name: string): void {
    for (const helper of this.helpers ?? []) helper.forgetModel(name);
  }

  /**
   * Runs all segments that were not run yet, those in sight first; `tell` gets the results as they come. `turn` is
   * awaited between two groups, and what it throws ends the run.
   */
  async run(
    document: SegmentedDocument,
    model: ModelFiles,
    visible: readonly [number, number],
    turn: () => Promise<void>,
    tell: (range: LabelledRange) => void,
  ): Promise<void> {
    const { pipeline, store } = document;
    const level = isClassifier(pipeline) ? 'segment' : 'token';
    let cancelled = false;
    const own = async (group: SegmentGroup): Promise<TokenLabels> => {
      await turn().catch((error: unknown) => {
        cancelled = true;
        throw error;
      });
      return runGroup(pipeline, group);
    };
    const theirs = (helper: Helper) => async (group: SegmentGroup) => {
      if (cancelled) throw new Error('Cancelled.');
      return helper.run(model, group);
    };
    const ranges = visibleFirst(document, visible);
    const helpers = ranges.length < GROUPS_FOR_HELPERS ? [] : this.started();
    const runners = [
      own,
      ...helpers.flatMap((helper) => Array<typeof own>(GROUPS_AHEAD).fill(theirs(helper))),
    ];
    await deal<Range, TokenLabels>(
      ranges,
      runners.map(
        (run) =>
          ([from, to]) =>
            run(document.group(from, to)),
      ),
      ([from, to], result) => {
        if (cancelled) return;
        for (let segment = from; segment < to; segment++) store.setResult(segment, true);
        tell({ level, from: level === 'segment' ? from : store.segment(from)!.firstToken, ...result });
      },
    );
  }

  private started(): readonly Helper[] {
    this.helpers ??= this.startHelpers.map((start) => new Helper(start()));
    return this.helpers;
  }
}

function isClassifier({ model }: Pipeline): boolean {
  return model.architecture.heads[0]?.level === 'segment';
}

/** Segments without a result in groups of some tokens, those of the visible text before all others. */
function visibleFirst(document: SegmentedDocument, [start, end]: readonly [number, number]): Range[] {
  const { store, segmentCount } = document;
  const from = store.segmentAt(start)?.index ?? 0;
  const to = Math.min(segmentCount, (store.segmentAt(Math.max(start, end - 1))?.index ?? -1) + 1);
  return [...groups(document, from, to), ...groups(document, 0, from), ...groups(document, to, segmentCount)];
}

function groups({ store }: SegmentedDocument, from: number, to: number): Range[] {
  const ranges: Range[] = [];
  let [first, tokens] = [-1, 0];
  for (const { index, segment } of store.segments(from, to)) {
    const isOpen = segment.result === null;
    if (isOpen && first < 0) first = index;
    if (isOpen) tokens += segment.starts.length;
    if (first >= 0 && (!isOpen || tokens >= TOKENS_PER_TURN)) {
      ranges.push([first, isOpen ? index + 1 : index]);
      [first, tokens] = [-1, 0];
    }
  }
  if (first >= 0) ranges.push([first, to]);
  return ranges;
}

import type { Pipeline } from '../core/pipeline.js';
import { deal } from './dealing.js';
import type { LabelledRange } from './documents/engineDocument.js';
import { runGroup, tokenLabels, type ModelFiles, type TokenLabels } from './helper.js';
import type { Helpers } from './helpers.js';
import type { Job } from './jobs.js';
import type { SegmentedDocument } from './documents/segmentedDocument.js';

/** Tokens run between two looks at the message queue: a fraction of a second, so that cancelling is prompt. */
const TOKENS_PER_TURN = 256;
/** Groups of a document from which on helpers are worth their start. */
const GROUPS_FOR_HELPERS = 40;
/** Groups a helper has at once: one to work on, one to begin with while the result of the first travels. */
const GROUPS_AHEAD = 2;

/** Segments [from, to). */
type Range = readonly [from: number, to: number];

/** Runs the segments of documents, on helpers too where there is much to do. */
export class Labelling {
  constructor(private readonly helpers: Helpers) {}

  /**
   * Runs all segments that were not run yet, those in sight first; `tell` gets the results as they come. Rejects
   * between two groups when the signal is aborted; nothing is told from then on.
   */
  async run(
    document: SegmentedDocument,
    model: ModelFiles,
    visible: readonly [number, number],
    { turn, signal }: Pick<Job, 'turn' | 'signal'>,
    tell: (range: LabelledRange) => void,
  ): Promise<void> {
    const { pipeline } = document;
    const level = isClassifier(pipeline) ? 'segment' : 'token';
    const ranges = visibleFirst(document, visible);
    if (ranges.length === 1) {
      // One keystroke: nobody has to wait for a turn, and its states are most likely looked at next if it is seen.
      const labels = runAtOnce(document, ranges[0], isInSight(document, ranges[0], visible));
      return this.finish(document, level, ranges[0], labels, tell);
    }
    const helpers = ranges.length < GROUPS_FOR_HELPERS ? [] : this.helpers.started();
    // Ends with this work: what a helper has not answered by then is not waited for.
    const over = new AbortController();
    const helping = helpers.flatMap((helper) => {
      const run = async ([from, to]: Range): Promise<TokenLabels> => {
        // Cancelled by an edit, the document has other segments.
        if (signal.aborted) throw new Error('Cancelled.');
        return helper.run(model, document.group(from, to), over.signal);
      };
      return Array<typeof run>(GROUPS_AHEAD).fill(run);
    });
    const dealer = { turn, run: ([from, to]: Range) => runGroup(pipeline, document.group(from, to)) };
    try {
      await deal<Range, TokenLabels>(ranges, dealer, helping, (range, result) => {
        if (!signal.aborted) this.finish(document, level, range, result, tell);
      });
    } finally {
      over.abort();
    }
    if (signal.aborted) throw new Error('Cancelled.');
  }

  private finish(
    { store }: SegmentedDocument,
    level: LabelledRange['level'],
    [from, to]: Range,
    result: TokenLabels,
    tell: (range: LabelledRange) => void,
  ): void {
    let at = 0;
    for (const { index, segment } of store.segments(from, to)) {
      const end = at + (level === 'segment' ? 1 : segment.starts.length);
      const labels = result.labels.slice(at, end);
      store.setResult(index, { labels, probabilities: result.probabilities.slice(at, end) });
      at = end;
    }
    tell({ level, from: level === 'segment' ? from : store.segment(from)!.firstToken, ...result });
  }
}

/** Labels of segments; states are kept, too, if they are few and in sight: of what nobody sees they only take memory. */
function runAtOnce(document: SegmentedDocument, [from, to]: Range, inSight: boolean): TokenLabels {
  const group = document.group(from, to);
  if (!inSight || group.starts.length > TOKENS_PER_TURN) return runGroup(document.pipeline, group);
  return tokenLabels(document.runs.runAhead(from, to));
}

/** Whether some of a range is in the visible text; nothing is of a document that is not seen. */
function isInSight(
  { store }: SegmentedDocument,
  [from, to]: Range,
  [start, end]: readonly [number, number],
): boolean {
  const first = store.segmentAt(start)?.index ?? 0;
  const last = store.segmentAt(Math.max(start, end - 1))?.index ?? -1;
  return end > start && from <= last && first < to;
}

function isClassifier({ model }: Pipeline): boolean {
  return model.architecture.heads[0]?.level === 'segment';
}

/** Labels of segments [from, to) that are known already: an edit that moves or restores text runs nothing. */
export function* knownLabels(
  { pipeline, store }: SegmentedDocument,
  from: number,
  to: number,
): Generator<LabelledRange> {
  const level = isClassifier(pipeline) ? 'segment' : 'token';
  for (const { index, firstToken, segment } of store.segments(from, to))
    if (segment.result) {
      const { labels, probabilities } = segment.result;
      // Copies, because what is told is given away.
      const own = { labels: labels.slice(), probabilities: probabilities.slice() };
      yield { level, from: level === 'segment' ? index : firstToken, ...own };
    }
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
  for (let first = store.nextWithoutResult(from); first >= 0 && first < to;) {
    let [end, tokens] = [first, 0];
    for (const { index, segment } of store.segments(first, to)) {
      if (segment.result !== null || tokens >= TOKENS_PER_TURN) break;
      end = index + 1;
      tokens += segment.starts.length;
    }
    ranges.push([first, end]);
    first = store.nextWithoutResult(end);
  }
  return ranges;
}

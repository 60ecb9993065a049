/** What the further heads of a model say differently of two texts; what its first head says the host knows itself. */
import { alignedWith } from '../core/analysis/tokenAlignment.js';
import { changeSize } from '../core/analysis/stateDiff.js';
import type { HeadConfig } from '../core/heads/head.js';
import { EDITS_HEAD } from '../core/morphology/labelSet.js';
import { lastAtMost } from '../core/text/ranges.js';
import { MORPHEMES, type HeadChange, type HeadChanges } from '../protocol/comparison.js';
import type { Comparison } from './comparisons.js';
import { suspects } from './differences.js';
import { SegmentedDocument } from './documents/segmentedDocument.js';
import type { Job } from './jobs.js';

/** Changes that are told of a head, the largest ones. */
const MOST_CHANGES = 100;

/** Smaller changes of a probability are none where the label stays. */
const LEAST_CHANGE = { token: 0.05, segment: 0.005 } as const;

/** Tokens looked at between two turns of others. */
const PIECE = 64;

/** What a head says of a token or segment. */
interface Said {
  readonly label: string;
  readonly probability: number;
}

/** A document and where its segments are. */
interface Read {
  readonly document: SegmentedDocument;
  readonly segmentOffsets: Uint32Array;
}

/**
 * The changes of all heads but the first, each with the largest first. Only what can differ is run: sequences with a
 * change. Nothing of texts that are one sequence, whose models have one head.
 */
export async function headDifferences(
  comparison: Comparison,
  { turn }: Pick<Job, 'turn'>,
): Promise<readonly HeadChanges[]> {
  const { before, after, alignment } = comparison;
  if (!(before instanceof SegmentedDocument && after instanceof SegmentedDocument)) return [];
  const { heads } = after.pipeline.model.architecture;
  const same = before.pipeline.model.architecture.heads;
  if (same.length !== heads.length) return [];
  const [old, now] = [before, after].map((document) => ({
    document,
    segmentOffsets: document.flat().segmentOffsets,
  }));
  const tallies = heads.flatMap((head, k) => (k > 0 && isCompared(head) ? [new HeadTally(head, k)] : []));
  if (tallies.length === 0) return [];
  let looked = 0;
  for (const [from, to] of suspects(comparison))
    for (let token = from; token < to; token++) {
      if (looked++ % PIECE === PIECE - 1) await turn();
      const found = alignedWith(alignment, token);
      if (found) for (const tally of tallies) tally.look([old, found.token], [now, token]);
    }
  return tallies.map((tally) => tally.result());
}

/** What is said of single steps is compared as what people see of it: morphemes. */
function isCompared({ level, name }: HeadConfig): boolean {
  return level !== 'step' || name === EDITS_HEAD;
}

/** What of one head changed. */
class HeadTally {
  private readonly changes: { readonly change: HeadChange; readonly size: number }[] = [];
  private lastSegment = -1;

  constructor(
    private readonly head: HeadConfig,
    private readonly number: number,
  ) {}

  /** Compares what is said of a token of each text; of a segment once, by its first token that both have. */
  look([old, beforeToken]: readonly [Read, number], [now, token]: readonly [Read, number]): void {
    const isOfSegment = this.head.level === 'segment';
    if (isOfSegment) {
      const segment = lastAtMost(now.segmentOffsets, token);
      if (segment === this.lastSegment) return;
      this.lastSegment = segment;
    }
    const [then, said] = [this.said(old, beforeToken), this.said(now, token)];
    const size = changeSize(then, said);
    const least = LEAST_CHANGE[isOfSegment ? 'segment' : 'token'];
    if (then.label === said.label && !(size >= least)) return;
    const was = { beforeLabel: then.label, beforeProbability: then.probability };
    this.changes.push({ change: { token, beforeToken, ...was, ...said }, size });
  }

  result(): HeadChanges {
    const { level } = this.head;
    const name = level === 'step' ? MORPHEMES : this.head.name;
    const sorted = this.changes.sort((a, b) => b.size - a.size || a.change.token - b.change.token);
    const changes = sorted.slice(0, MOST_CHANGES).map(({ change }) => change);
    return { name, level: level === 'segment' ? 'segment' : 'token', changes, count: sorted.length };
  }

  private said({ document, segmentOffsets }: Read, token: number): Said {
    const segment = lastAtMost(segmentOffsets, token);
    if (this.head.level === 'step') {
      const { details, confidences } = document.sayings(token, token + 1);
      return { label: details[0] ?? '', probability: confidences[0] ?? NaN };
    }
    const [{ run, row, firstToken }] = document.runs.of(segment, segment + 1);
    const at = this.head.level === 'segment' ? row : firstToken + token - segmentOffsets[segment];
    const { labels, probabilities } = run.heads[this.number];
    const label = labels[at];
    return {
      label: this.head.labels[label],
      probability: probabilities[at * this.head.labels.length + label],
    };
  }
}

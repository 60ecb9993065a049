import { EDITS_HEAD } from '../../core/morphology/labelSet.js';
import { eojeolConfidences } from '../../core/morphology/tokenColumns.js';
import type { Pipeline, PipelineRun } from '../../core/pipeline.js';
import { formsOf, type Segment } from '../../core/session/segments/segment.js';
import type { SegmentStore } from '../../core/session/segments/segmentStore.js';
import type { TokenLabels } from '../helper.js';
import type { SegmentRun, TraceCache } from '../traceCache.js';
import type { TokenDetails } from './segmentDetails.js';
import { joinedSayings, newSayings, sayRow, type TokenSayings } from './sayings.js';

/** What is said of a document's segments, each asked once however often: it depends on nothing but the tokens. */
export class SegmentSayings {
  private readonly known = new WeakMap<Segment<unknown>, TokenSayings>();

  constructor(
    private readonly pipeline: Pipeline,
    private readonly store: SegmentStore<TokenLabels>,
    private readonly runs: TraceCache,
    private readonly details: TokenDetails,
  ) {}

  /** All tokens of segments [from, to). */
  of(from: number, to: number): TokenSayings {
    const segments = Array.from(this.store.segments(from, to), ({ segment }) => segment);
    if (segments.some((segment) => !this.known.has(segment)))
      this.runs.of(from, to).forEach((run, s) => {
        if (!this.known.has(segments[s])) this.known.set(segments[s], this.said(segments[s], run));
      });
    return joinedSayings(segments.map((segment) => this.known.get(segment)!));
  }

  private said(segment: Segment<unknown>, segmentRun: SegmentRun): TokenSayings {
    const { run, row, firstToken } = segmentRun;
    const { tokens } = formsOf([segment]);
    const said = newSayings(tokens.length, this.details.ofTokens(segment, tokens, segmentRun));
    const [head] = this.pipeline.model.architecture.heads;
    if (!head) return said;
    const { labels, probabilities: all } = run.heads[0];
    for (let t = 0; t < tokens.length; t++) {
      const token = firstToken + t;
      const isStep = head.level === 'step';
      const at = head.level === 'segment' ? row : isStep ? run.layout.tokenEnds[token] - 1 : token;
      if (t === 0 || head.level !== 'segment') {
        sayRow(said, t, { head, all, row: at, label: labels[at] });
        continue;
      }
      // What is said of the whole is said once.
      said.labels[t] = labels[at];
      said.probabilities[t] = said.probabilities[0];
    }
    said.confidences.set(this.confidences(run, firstToken, tokens.length));
    return said;
  }

  /** How probable the morphemes of tokens are; nothing where no head says them. */
  private confidences({ heads, layout }: PipelineRun, firstToken: number, count: number): Float32Array {
    const { heads: configs } = this.pipeline.model.architecture;
    const edits = configs.findIndex(({ name }) => name === EDITS_HEAD);
    if (edits < 0) return new Float32Array(0);
    const range = [firstToken, firstToken + count] as const;
    const { sequenceProbabilities, ...rows } = heads[edits];
    const places = {
      starts: layout.tokenStarts.subarray(...range),
      ends: layout.tokenEnds.subarray(...range),
    };
    const together = sequenceProbabilities?.subarray(...range);
    return eojeolConfidences(
      places,
      { ...rows, sequenceProbabilities: together },
      configs[edits].labels.length,
    );
  }
}

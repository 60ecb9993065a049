import { formsOf } from '../../core/session/segments/segment.js';
import { surfaceLabel } from '../../core/text/surface.js';
import type { TokenTexts } from '../../core/analysis/tokenAlignment.js';
import type { Pipeline, PipelineRun } from '../../core/pipeline.js';
import { RnnLensError, type Problem } from '../../core/problems.js';
import { sentence } from '../../core/sentence.js';
import type { Direction } from '../../core/rnn/config.js';
import type { ProblemTally } from '../../core/session/readingProblems.js';
import type { ContentChange } from '../../core/session/editedText.js';
import type { PlacedSegment } from '../../core/session/segments/segmentBlocks.js';
import type { SegmentStore } from '../../core/session/segments/segmentStore.js';
import type { SegmentedText } from '../../core/text/segmented.js';
import type { ClassRow, EditedPlace, RunShapes, StepRange } from '../../protocol/engine.js';
import { checkRange, runShapes } from './engineDocument.js';
import type { EngineDocument, ReadStep, StepWindow, TokenStretch } from './engineDocument.js';
import type { SegmentGroup, TokenLabels } from '../helper.js';
import { TraceCache } from '../traceCache.js';
import { newSayings, partOf, type TokenSayings } from './sayings.js';
import { TokenDetails } from './segmentDetails.js';
import { SegmentSayings } from './segmentSayings.js';
import { SegmentReading } from './segmentReading.js';
import { readInSegment, segmentWindow } from './segmentWindow.js';

/** A document of sentences or lines that are run each by itself; it follows edits. */
export class SegmentedDocument implements EngineDocument {
  readonly reading: SegmentReading;
  readonly runs: TraceCache;
  private readonly tokenDetails: TokenDetails;
  private readonly said: SegmentSayings;

  constructor(
    readonly pipeline: Pipeline,
    readonly store: SegmentStore<TokenLabels>,
    private readonly tally: ProblemTally | null = null,
  ) {
    if (tally) store.keepTally(tally);
    this.reading = new SegmentReading(pipeline, store);
    this.runs = new TraceCache(pipeline, store);
    this.tokenDetails = new TokenDetails(pipeline);
    this.said = new SegmentSayings(pipeline, store, this.runs, this.tokenDetails);
  }

  get segmentCount(): number {
    return this.store.segmentCount;
  }

  get tokenCount(): number {
    return this.store.tokenCount;
  }

  get stepCount(): number {
    return this.reading.stepCount;
  }

  flat(): SegmentedText {
    return this.store.flat(0, this.segmentCount);
  }

  /** Segments depend on nothing but their text: what is run again is a full run's, bit for bit. */
  get provisionalFrom(): number {
    return this.tokenCount;
  }

  edit(changes: readonly ContentChange[]): EditedPlace[] {
    return this.store.edit(changes).map((delta) => {
      const { fromSegment, insertedSegments } = delta;
      return { delta, ...this.store.flat(fromSegment, fromSegment + insertedSegments) };
    });
  }

  /** Segments [from, to) by themselves, for whoever runs them. */
  group(from: number, to: number): SegmentGroup {
    const { starts, ends, segmentOffsets } = this.store.flat(from, to);
    const origin = starts.length > 0 ? starts[0] : 0;
    const text = this.store.text(origin, ends.length > 0 ? ends[ends.length - 1] : origin);
    const moved = (at: number): number => at - origin;
    return { text, starts: starts.map(moved), ends: ends.map(moved), segmentOffsets };
  }

  classProbabilities(token: number, head: number): ClassRow {
    const segment = this.segmentOf(token);
    const { heads } = this.pipeline.model.architecture;
    if (!heads[head]) throw new RangeError(`This model has no head ${head}.`);
    if (heads[head].level === 'segment')
      return this.afterPrefix(segment.index, token - segment.firstToken, head);
    const [{ run, firstToken }] = this.runs.of(segment.index, segment.index + 1);
    const local = firstToken + token - segment.firstToken;
    const row = heads[head].level === 'step' ? run.layout.tokenEnds[local] - 1 : local;
    const form = formsOf([segment.segment]).tokens[token - segment.firstToken] ?? '';
    const isByRule = surfaceLabel(heads[head].surface, form) !== null;
    return {
      probabilities: rowOf(run, head, row),
      note: isByRule ? sentence('Decided by its form alone, by rule.').text : '',
    };
  }

  segmentProbabilities(segment: number, head: number): ClassRow {
    checkRange('segments', segment, segment + 1, this.segmentCount);
    if (this.pipeline.model.architecture.heads[head]?.level !== 'segment')
      throw new RnnLensError('Only a classifier gives classes to whole segments.');
    const [{ run, row }] = this.runs.of(segment, segment + 1);
    return { probabilities: rowOf(run, head, row), note: '' };
  }

  /** A many-to-one head on the part up to a token: what it would say if the text ended there. */
  private afterPrefix(segment: number, local: number, head: number): ClassRow {
    const { tokens } = this.store.forms(segment, segment + 1);
    const run = this.pipeline.run(tokens.slice(0, local + 1), Uint32Array.of(0, local + 1), {
      outputOnly: true,
    });
    const note = this.pipeline.model.architecture.rnn.bidirectional
      ? sentence('Run again on the text up to this token: a backward direction has no running state.')
      : sentence('After the text up to this token.');
    return { probabilities: rowOf(run, head, 0), note: note.text };
  }

  details(from: number, to: number): readonly string[] {
    checkRange('tokens', from, to, this.tokenCount);
    if (from === to) return [];
    if (this.tokenDetails.areNone) return Array.from({ length: to - from }, () => '');
    const [first, last] = [this.segmentOf(from), this.segmentOf(to - 1)];
    const { tokens, offsets } = this.store.forms(first.index, last.index + 1);
    const texts = this.runs.of(first.index, last.index + 1).flatMap((run, s) => {
      const { segment } = this.store.segment(first.index + s)!;
      return this.tokenDetails.ofTokens(segment, tokens.slice(offsets[s], offsets[s + 1]), run);
    });
    return texts.slice(from - first.firstToken, to - first.firstToken);
  }

  sayings(from: number, to: number): TokenSayings {
    checkRange('tokens', from, to, this.tokenCount);
    if (from === to) return newSayings(0, []);
    const [first, last] = [this.segmentOf(from), this.segmentOf(to - 1)];
    const said = this.said.of(first.index, last.index + 1);
    return partOf(said, from - first.firstToken, to - first.firstToken);
  }

  window(fromStep: number, toStep: number): StepWindow {
    return segmentWindow(this, fromStep, toStep);
  }

  stepsOfToken(token: number): StepRange {
    checkRange('tokens', token, token + 1, this.tokenCount);
    return this.reading.ofToken(token);
  }

  readAt(step: number, layer: number, direction: Direction): ReadStep {
    checkRange('steps', step, step + 1, this.stepCount);
    return readInSegment(this, step, { layer, direction });
  }

  problems(): Problem[] {
    return this.tally?.list(this.store.segment(this.segmentCount - 1)?.segment) ?? [];
  }

  shapes(): RunShapes {
    const { rnn } = this.pipeline.model.architecture;
    return runShapes(rnn, this.segmentCount, this.reading.longest);
  }

  get texts(): TokenTexts {
    let place: PlacedSegment<TokenLabels> | null = null;
    const text = (token: number): string => {
      // They are asked for one after the other.
      let local = place ? token - place.firstToken : -1;
      if (!place || local < 0 || local >= place.segment.ends.length) {
        place = this.segmentOf(token);
        local = token - place.firstToken;
      }
      return place.segment.text.slice(place.segment.starts[local], place.segment.ends[local]);
    };
    return { count: this.tokenCount, text };
  }

  sequenceOf(token: number): readonly [number, number] {
    const { firstToken, segment } = this.segmentOf(token);
    return [firstToken, firstToken + segment.ends.length];
  }

  stretchAt(token: number): TokenStretch {
    const { index, firstToken } = this.segmentOf(token);
    const { tokens } = this.store.forms(index, index + 1);
    return { fromToken: firstToken, stretch: { tokens }, isExpectation: false };
  }

  copy(): SegmentedDocument {
    return new SegmentedDocument(this.pipeline, this.store.copy(), this.tally?.anew());
  }

  private segmentOf(token: number): PlacedSegment<TokenLabels> {
    const place = this.store.segmentOfToken(token);
    if (!place) throw new RangeError(`There is no token ${token}: the document has ${this.tokenCount}.`);
    return place;
  }
}

/** The probabilities of one row of a head. */
function rowOf({ heads }: PipelineRun, head: number, row: number): Float32Array {
  const { probabilities, labels } = heads[head];
  const classes = probabilities.length / Math.max(1, labels.length);
  return Float32Array.from(probabilities.subarray(row * classes, (row + 1) * classes));
}

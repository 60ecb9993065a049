import type { TokenTexts } from '../../core/analysis/tokenAlignment.js';
import { EDITS_HEAD, LabelSet } from '../../core/morphology/labelSet.js';
import { showMorphemes } from '../../core/morphology/morpheme.js';
import type { Pipeline, PipelineRun } from '../../core/pipeline.js';
import { quantitySize } from '../../core/rnn/config.js';
import { quantityOf } from '../../core/rnn/stack.js';
import type { ContentChange } from '../../core/session/editedText.js';
import type { Segment } from '../../core/session/segments/segment.js';
import type { PlacedSegment } from '../../core/session/segments/segmentBlocks.js';
import type { SegmentStore } from '../../core/session/segments/segmentStore.js';
import { lastAtMost } from '../../core/text/ranges.js';
import type { SegmentedText } from '../../core/text/segmented.js';
import { layOut, symbolsOfToken } from '../../core/tokens/steps.js';
import { NO_TOKEN } from '../../protocol/engine.js';
import type { ClassRow, EditedPlace, RunShapes, StateWindow, StepRange } from '../../protocol/engine.js';
import { checkRange, runShapes, type EngineDocument, type StepWindow } from './engineDocument.js';
import type { SegmentGroup, TokenLabels } from '../helper.js';
import { TraceCache, type SegmentRun } from '../traceCache.js';

/** Steps [from, to) of a segment, counted from its first. */
interface StepPiece extends SegmentRun {
  readonly place: PlacedSegment<TokenLabels>;
  readonly from: number;
  readonly to: number;
}

/** A document of sentences or lines that are run each by itself; it follows edits. */
export class SegmentedDocument implements EngineDocument {
  /** First step of each segment, then their number, [S + 1]; counted when steps are first asked for. */
  private stepOffsets: Uint32Array | null = null;
  private readonly stepCounts = new WeakMap<Segment<TokenLabels>, number>();
  private readonly editLabels: LabelSet | null;
  private readonly runs: TraceCache;

  constructor(
    readonly pipeline: Pipeline,
    readonly store: SegmentStore<TokenLabels>,
  ) {
    const edits = pipeline.model.architecture.heads.find(({ name }) => name === EDITS_HEAD);
    this.editLabels = edits ? new LabelSet(edits.labels) : null;
    this.runs = new TraceCache(pipeline, store);
  }

  get segmentCount(): number {
    return this.store.segmentCount;
  }

  get tokenCount(): number {
    return this.store.tokenCount;
  }

  get stepCount(): number {
    return this.isStepwise ? this.tokenCount : this.firstSteps()[this.segmentCount];
  }

  /** Every token is one step. */
  private get isStepwise(): boolean {
    return this.pipeline.model.architecture.input.kind !== 'characters';
  }

  flat(): SegmentedText {
    return this.store.flat(0, this.segmentCount);
  }

  /** Segments depend on nothing but their text: what is run again is a full run's, bit for bit. */
  get provisionalFrom(): number {
    return this.tokenCount;
  }

  edit(changes: readonly ContentChange[]): EditedPlace[] {
    this.stepOffsets = null;
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
    return { probabilities: rowOf(run, head, row), note: '' };
  }

  segmentProbabilities(segment: number): ClassRow {
    checkRange('segments', segment, segment + 1, this.segmentCount);
    if (this.pipeline.model.architecture.heads[0]?.level !== 'segment')
      throw new RangeError('Only a classifier gives classes to whole segments.');
    const [{ run, row }] = this.runs.of(segment, segment + 1);
    return { probabilities: rowOf(run, 0, row), note: '' };
  }

  /** A many-to-one head on the part up to a token: what it would say if the text ended there. */
  private afterPrefix(segment: number, local: number, head: number): ClassRow {
    const { tokens } = this.store.forms(segment, segment + 1);
    const run = this.pipeline.run(tokens.slice(0, local + 1), Uint32Array.of(0, local + 1), {
      outputOnly: true,
    });
    const note = this.pipeline.model.architecture.rnn.bidirectional
      ? 'Run again on the text up to this token: a backward direction has no running state.'
      : 'After the text up to this token.';
    return { probabilities: rowOf(run, head, 0), note };
  }

  details(from: number, to: number): readonly string[] {
    checkRange('tokens', from, to, this.tokenCount);
    if (from === to) return [];
    const { heads } = this.pipeline.model.architecture;
    if (heads.length < 2 && !this.editLabels) return Array.from({ length: to - from }, () => '');
    const [first, last] = [this.segmentOf(from), this.segmentOf(to - 1)];
    const { tokens, offsets } = this.store.forms(first.index, last.index + 1);
    const texts = this.runs.of(first.index, last.index + 1).flatMap(({ run, firstToken }, s) =>
      tokens.slice(offsets[s], offsets[s + 1]).map((form, local) => {
        const t = firstToken + local;
        return this.editLabels ? this.morphemes(run, form, t) : furtherLabels(run, heads, t);
      }),
    );
    return texts.slice(from - first.firstToken, to - first.firstToken);
  }

  private morphemes(run: PipelineRun, form: string, t: number): string {
    const head = run.heads.find(({ name }) => name === EDITS_HEAD);
    if (!head || !this.editLabels) return '';
    const numbers = head.labels.subarray(run.layout.tokenStarts[t], run.layout.tokenEnds[t]);
    return showMorphemes(this.editLabels.decode([...symbolsOfToken(form)], numbers));
  }

  window(fromStep: number, toStep: number): StepWindow {
    const { rnn } = this.pipeline.model.architecture;
    const pieces = this.pieces(fromStep, toStep);
    return {
      ...this.describeSteps(pieces, toStep - fromStep),
      values: (layer, direction, quantity) => {
        const units = quantitySize(rnn, quantity);
        const values = new Float32Array((toStep - fromStep) * units);
        let at = 0;
        for (const { run, firstStep, from, to } of pieces) {
          const all = quantityOf(run.trace, layer, direction, quantity);
          values.set(all.subarray((firstStep + from) * units, (firstStep + to) * units), at);
          at += (to - from) * units;
        }
        return values;
      },
    };
  }

  /** The parts of segments that make up steps [fromStep, toStep), with their traces. */
  private pieces(fromStep: number, toStep: number): StepPiece[] {
    if (fromStep === toStep) return [];
    const first = this.segmentOfStep(fromStep);
    const end = this.segmentOfStep(toStep - 1) + 1;
    const places = [...this.store.segments(first, end)];
    let before = this.firstStepOf(first);
    return this.runs.of(first, end, true).map((piece, s) => {
      const start = before;
      const { offsets } = piece.run.layout;
      before += offsets[piece.row + 1] - offsets[piece.row];
      const [from, to] = [Math.max(0, fromStep - start), Math.min(before, toStep) - start];
      return { ...piece, place: places[s], from, to };
    });
  }

  /** Tokens, symbols and segment starts of `count` steps. */
  private describeSteps(
    pieces: readonly StepPiece[],
    count: number,
  ): Pick<StateWindow, 'tokens' | 'symbols' | 'segmentStarts'> {
    const tokens = new Uint32Array(count).fill(NO_TOKEN);
    const segmentStarts = new Uint8Array(count);
    const symbols: string[] = [];
    let at = 0;
    for (const { run, place, firstToken, firstStep, from, to } of pieces) {
      const { tokenStarts, tokenEnds } = run.layout;
      const inWindow = (step: number): number => at + Math.min(Math.max(step - firstStep, from), to) - from;
      for (let t = 0; t < place.segment.starts.length; t++) {
        const [start, end] = [tokenStarts[firstToken + t], tokenEnds[firstToken + t]];
        tokens.fill(place.firstToken + t, inWindow(start), inWindow(end));
      }
      if (from === 0) segmentStarts[at] = 1;
      symbols.push(...this.symbolsOf(place.index).slice(from, to));
      at += to - from;
    }
    return { tokens, symbols, segmentStarts };
  }

  stepsOfToken(token: number): StepRange {
    const segment = this.segmentOf(token);
    if (this.isStepwise) return { fromStep: token, toStep: token + 1 };
    const { layout } = this.layOutSegment(segment.index);
    const first = this.firstSteps()[segment.index];
    const local = token - segment.firstToken;
    return { fromStep: first + layout.tokenStarts[local], toStep: first + layout.tokenEnds[local] };
  }

  shapes(): RunShapes {
    const first = this.firstSteps();
    let longest = 0;
    for (let s = 0; s < this.segmentCount; s++) longest = Math.max(longest, first[s + 1] - first[s]);
    return runShapes(this.pipeline.model.architecture.rnn, this.segmentCount, longest);
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

  copy(): SegmentedDocument {
    return new SegmentedDocument(this.pipeline, this.store.copy());
  }

  private segmentOf(token: number): PlacedSegment<TokenLabels> {
    const place = this.store.segmentOfToken(token);
    if (!place) throw new RangeError(`There is no token ${token}: the document has ${this.tokenCount}.`);
    return place;
  }

  private firstSteps(): Uint32Array {
    this.stepOffsets ??= this.countSteps();
    return this.stepOffsets;
  }

  private countSteps(): Uint32Array {
    const offsets = new Uint32Array(this.segmentCount + 1);
    for (const { index, segment } of this.store.segments(0, this.segmentCount)) {
      offsets[index + 1] = offsets[index] + this.stepsOf(segment, index);
    }
    return offsets;
  }

  /** Counted once a segment: after an edit all are asked for again. */
  private stepsOf(segment: Segment<TokenLabels>, index: number): number {
    if (this.isStepwise) return segment.starts.length;
    const known = this.stepCounts.get(segment);
    if (known !== undefined) return known;
    const steps = this.layOutSegment(index).symbols.length;
    this.stepCounts.set(segment, steps);
    return steps;
  }

  /** What the network reads at the steps of a segment. */
  private symbolsOf(segment: number): readonly string[] {
    return this.isStepwise
      ? this.store.forms(segment, segment + 1).tokens
      : this.layOutSegment(segment).symbols;
  }

  private layOutSegment(index: number): ReturnType<typeof layOut> {
    const { input } = this.pipeline.model.architecture;
    const { tokens, offsets } = this.store.forms(index, index + 1);
    return layOut(tokens, offsets, input.kind === 'characters' && input.separated);
  }

  private segmentOfStep(step: number): number {
    return this.isStepwise ? this.segmentOf(step).index : lastAtMost(this.firstSteps(), step);
  }

  private firstStepOf(segment: number): number {
    return this.isStepwise ? this.store.segment(segment)!.firstToken : this.firstSteps()[segment];
  }
}

/** The probabilities of one row of a head. */
function rowOf({ heads }: PipelineRun, head: number, row: number): Float32Array {
  const { probabilities, labels } = heads[head];
  const classes = probabilities.length / Math.max(1, labels.length);
  return Float32Array.from(probabilities.subarray(row * classes, (row + 1) * classes));
}

/** Labels of all token heads but the first. */
function furtherLabels(
  { heads }: PipelineRun,
  configs: Pipeline['model']['architecture']['heads'],
  t: number,
): string {
  return configs
    .flatMap(({ level, labels }, k) => (k > 0 && level === 'token' ? [labels[heads[k].labels[t]]] : []))
    .join(' ');
}

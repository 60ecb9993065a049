import type { TokenTexts } from '../core/analysis/tokenAlignment.js';
import { EDITS_HEAD } from '../core/data/morphology.js';
import { LabelSet } from '../core/morphology/labelSet.js';
import { showMorphemes } from '../core/morphology/morpheme.js';
import type { Pipeline, PipelineRun } from '../core/pipeline.js';
import { quantitySize } from '../core/rnn/config.js';
import { quantityOf } from '../core/rnn/stack.js';
import type { ContentChange } from '../core/session/editedText.js';
import type { PlacedSegment } from '../core/session/segmentBlocks.js';
import type { SegmentStore } from '../core/session/segmentStore.js';
import { lastAtMost } from '../core/text/ranges.js';
import type { SegmentedText } from '../core/text/segmented.js';
import { layOut, symbolsOfToken } from '../core/tokens/steps.js';
import { NO_TOKEN } from '../protocol/contracts.js';
import type { ClassRow, EditedPlace, RunShapes, StateWindow, StepRange } from '../protocol/contracts.js';
import { checkRange, runShapes, type EngineDocument, type StepWindow } from './engineDocument.js';
import type { SegmentGroup, TokenLabels } from './runner.js';

/** Segments [from, to) that were run, with the whole trace or with the heads. */
interface KnownRun {
  readonly from: number;
  readonly to: number;
  readonly withTrace: boolean;
  readonly run: PipelineRun;
}

/** Runs that are kept until the next edit, and their tokens at most: what is in sight is asked for piece by piece. */
const RUNS_KEPT = 2;
const TOKENS_KEPT = 256;

/** A document of sentences or lines that are run each by itself; it follows edits. */
export class SegmentedDocument implements EngineDocument {
  /** First step of each segment, then their number, [S + 1]; counted when steps are first asked for. */
  private stepOffsets: Uint32Array | null = null;
  private readonly editLabels: LabelSet | null;
  private known: readonly KnownRun[] = [];

  constructor(
    readonly pipeline: Pipeline,
    readonly store: SegmentStore<TokenLabels>,
  ) {
    const edits = pipeline.model.architecture.heads.find(({ name }) => name === EDITS_HEAD);
    this.editLabels = edits ? new LabelSet(edits.labels) : null;
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
    this.known = [];
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
    const { run, from } = this.run(segment.index, segment.index + 1);
    const local = token - this.firstTokenOf(from);
    const row = heads[head].level === 'step' ? run.layout.tokenEnds[local] - 1 : local;
    return { probabilities: rowOf(run, head, row), note: '' };
  }

  segmentProbabilities(segment: number): ClassRow {
    checkRange('segments', segment, segment + 1, this.segmentCount);
    if (this.pipeline.model.architecture.heads[0]?.level !== 'segment')
      throw new RangeError('Only a classifier gives classes to whole segments.');
    const { run, from } = this.run(segment, segment + 1);
    return { probabilities: rowOf(run, 0, segment - from), note: '' };
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
    const known = this.run(first.index, last.index + 1);
    const { run } = known;
    const { tokens } = this.store.forms(known.from, known.to);
    const firstToken = this.firstTokenOf(known.from);
    return tokens
      .map((form, t) => (this.editLabels ? this.morphemes(run, form, t) : furtherLabels(run, heads, t)))
      .slice(from - firstToken, to - firstToken);
  }

  private morphemes(run: PipelineRun, form: string, t: number): string {
    const head = run.heads.find(({ name }) => name === EDITS_HEAD);
    if (!head || !this.editLabels) return '';
    const numbers = head.labels.subarray(run.layout.tokenStarts[t], run.layout.tokenEnds[t]);
    return showMorphemes(this.editLabels.decode([...symbolsOfToken(form)], numbers));
  }

  window(fromStep: number, toStep: number): StepWindow {
    const empty = fromStep === toStep;
    const [first, last] = empty ? [0, -1] : [this.segmentOfStep(fromStep), this.segmentOfStep(toStep - 1)];
    const { run, from, to } = this.run(first, last + 1, true);
    const skipped = empty ? 0 : fromStep - this.firstStepOf(from);
    const { rnn } = this.pipeline.model.architecture;
    return {
      ...this.describeSteps(run, from, to, skipped, toStep - fromStep),
      values: (layer, direction, quantity) => {
        const units = quantitySize(rnn, quantity);
        const all = quantityOf(run.trace, layer, direction, quantity);
        return all.subarray(skipped * units, (skipped + toStep - fromStep) * units);
      },
    };
  }

  /** Tokens, symbols and segment starts of `count` steps of a run of segments [from, to), after `skipped` ones. */
  private describeSteps(
    { layout }: PipelineRun,
    from: number,
    to: number,
    skipped: number,
    count: number,
  ): Pick<StateWindow, 'tokens' | 'symbols' | 'segmentStarts'> {
    const { tokens: forms, offsets } = this.store.forms(from, to);
    const { input } = this.pipeline.model.architecture;
    const symbols = input.kind === 'characters' ? layOut(forms, offsets, input.separated).symbols : forms;
    const tokens = new Uint32Array(layout.offsets[layout.offsets.length - 1]).fill(NO_TOKEN);
    const firstToken = this.firstTokenOf(from);
    layout.tokenStarts.forEach((start, t) => tokens.fill(firstToken + t, start, layout.tokenEnds[t]));
    const segmentStarts = new Uint8Array(tokens.length);
    for (let s = 0; s + 1 < layout.offsets.length; s++) segmentStarts[layout.offsets[s]] = 1;
    return {
      tokens: tokens.slice(skipped, skipped + count),
      symbols: symbols.slice(skipped, skipped + count),
      segmentStarts: segmentStarts.slice(skipped, skipped + count),
    };
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

  /** Runs segments [from, to), or finds a run of them and perhaps some around them. */
  private run(from: number, to: number, withTrace = false): KnownRun {
    const found = this.known.find(
      (known) => known.withTrace === withTrace && known.from <= from && to <= known.to,
    );
    if (found) return found;
    const { tokens, offsets } = this.store.forms(from, to);
    const run = this.pipeline.run(tokens, offsets, { withoutHeads: withTrace, outputOnly: !withTrace });
    const fresh = { from, to, withTrace, run };
    if (tokens.length <= TOKENS_KEPT) this.known = [fresh, ...this.known].slice(0, RUNS_KEPT);
    return fresh;
  }

  private firstTokenOf(segment: number): number {
    return this.store.segment(segment)?.firstToken ?? 0;
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
      const steps = this.isStepwise ? segment.starts.length : this.layOutSegment(index).symbols.length;
      offsets[index + 1] = offsets[index] + steps;
    }
    return offsets;
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

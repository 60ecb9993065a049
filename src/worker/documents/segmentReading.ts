import type { Pipeline } from '../../core/pipeline.js';
import { formsOf, type Segment } from '../../core/session/segments/segment.js';
import type { SegmentSteps } from '../../core/session/segments/segmentSteps.js';
import type { SegmentStore } from '../../core/session/segments/segmentStore.js';
import { layOut } from '../../core/tokens/steps.js';
import type { StepRange } from '../../protocol/engine.js';
import type { TokenLabels } from '../helper.js';

type OwnSegment = Segment<unknown>;

/** What the network reads of a document's segments: which steps are whose. */
export class SegmentReading {
  private readonly steps: SegmentSteps<TokenLabels>;
  /** Laying a segment out takes longer than counting its block again. */
  private readonly known = new WeakMap<OwnSegment, number>();

  constructor(
    private readonly pipeline: Pipeline,
    private readonly store: SegmentStore<TokenLabels>,
  ) {
    this.steps = store.countSteps((segment) => this.count(segment));
  }

  get stepCount(): number {
    return this.isStepwise ? this.store.tokenCount : this.steps.total;
  }

  /** Steps of the longest segment. */
  get longest(): number {
    return this.steps.longest;
  }

  /** The symbols of a segment's steps. */
  symbolsOf(segment: OwnSegment): readonly string[] {
    return this.isStepwise ? formsOf([segment]).tokens : this.layOut(segment).symbols;
  }

  /** First step of a segment; RangeError for one that is not there. */
  firstOf(segment: number): number {
    if (!this.isStepwise) return this.steps.firstOf(segment);
    const place = this.store.segment(segment);
    if (!place) throw new RangeError(`There is no segment ${segment}.`);
    return place.firstToken;
  }

  /** The segment a step is in; -1 if there are no steps. */
  segmentOf(step: number): number {
    return this.isStepwise ? (this.store.segmentOfToken(step)?.index ?? -1) : this.steps.segmentOf(step);
  }

  /** The steps of a token; RangeError for one that is not there. */
  ofToken(token: number): StepRange {
    const place = this.store.segmentOfToken(token);
    if (!place) throw new RangeError(`There is no token ${token}.`);
    if (this.isStepwise) return { fromStep: token, toStep: token + 1 };
    const { layout } = this.layOut(place.segment);
    const first = this.steps.firstOf(place.index);
    const local = token - place.firstToken;
    return { fromStep: first + layout.tokenStarts[local], toStep: first + layout.tokenEnds[local] };
  }

  /** Every token is one step. */
  private get isStepwise(): boolean {
    return this.pipeline.model.architecture.input.kind !== 'characters';
  }

  private count(segment: OwnSegment): number {
    if (this.isStepwise) return segment.starts.length;
    const steps = this.known.get(segment) ?? this.layOut(segment).symbols.length;
    this.known.set(segment, steps);
    return steps;
  }

  private layOut(segment: OwnSegment): ReturnType<typeof layOut> {
    const { input } = this.pipeline.model.architecture;
    const { tokens, offsets } = formsOf([segment]);
    return layOut(tokens, offsets, input.kind === 'characters' && input.separated);
  }
}

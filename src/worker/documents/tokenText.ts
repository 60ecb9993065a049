import type { Pipeline } from '../../core/pipeline.js';
import type { ContentChange } from '../../core/session/editedText.js';
import type { SegmentDelta } from '../../core/session/segments/editPlan.js';
import { SegmentStore } from '../../core/session/segments/segmentStore.js';
import type { SegmentedText } from '../../core/text/segmented.js';
import type { Problem } from '../../core/problems.js';
import type { Reading } from '../../core/session/reading.js';
import { ProblemTally, ReadingProblems } from '../../core/session/readingProblems.js';
import { segmentRules } from '../../core/text/segmentation.js';
import { InternedForms } from '../../core/tokens/internedForms.js';
import { networkOf } from './sequenceStates.js';
import { segmentChange, type ReadSequence, type SequenceEdit, type SequenceText } from './sequenceText.js';

/**
 * A text whose tokens are words or lines, read as one sequence. The segments of the store are lines: they are no
 * sequences here, but an edit cuts no more than the line it is in again.
 */
export class TokenText implements SequenceText {
  private constructor(
    private readonly store: SegmentStore<null>,
    private readonly forms: InternedForms,
    private readonly tally: ProblemTally,
  ) {}

  /** Cuts a text for a model each of whose tokens is one step; rejects when `turn` does. */
  static async read(
    pipeline: Pipeline,
    reading: Reading,
    text: string,
    turn: () => Promise<void>,
  ): Promise<ReadSequence> {
    const lines = segmentRules(reading.tokenizer, 'line', reading.separation);
    const store = await SegmentStore.build<null>(lines, text, turn);
    const { rnn } = pipeline.model.architecture;
    const forms = new InternedForms(rnn.inputSize, (tokens) => pipeline.inputsOf(tokens));
    const ids = forms.idsOf(store.forms(0, store.segmentCount).tokens);
    const tally = new ProblemTally(new ReadingProblems(pipeline.model, reading));
    store.keepTally(tally);
    return { text: new TokenText(store, forms, tally), ids, network: networkOf(pipeline, forms) };
  }

  get count(): number {
    return this.store.tokenCount;
  }

  textOf(token: number): string {
    const [place] = this.store.tokens(token, token + 1);
    return place ? this.store.text(place.startUtf16, place.endUtf16) : '';
  }

  lastEndingBy(offsetUtf16: number): number {
    const place = this.store.tokenAt(offsetUtf16);
    if (!place) return -1;
    return place.endUtf16 <= offsetUtf16 ? place.token : place.token - 1;
  }

  problems(): Problem[] {
    return this.tally.list();
  }

  flat(): SegmentedText {
    const { starts, ends } = this.store.flat(0, this.store.segmentCount);
    const segmentOffsets = this.count > 0 ? Uint32Array.of(0, this.count) : Uint32Array.of(0);
    return { starts, ends, segmentOffsets };
  }

  copy(): TokenText {
    const [store, tally] = [this.store.copy(), this.tally.anew()];
    store.keepTally(tally);
    return new TokenText(store, this.forms, tally);
  }

  edit(changes: readonly ContentChange[]): SequenceEdit[] {
    let count = this.count;
    return this.store.edit(changes).map((delta) => {
      const before = count;
      count += delta.insertedTokens - delta.removedTokens;
      return this.editOf(delta, before, count);
    });
  }

  private editOf(delta: SegmentDelta, before: number, after: number): SequenceEdit {
    const { fromSegment, insertedSegments, fromToken, removedTokens } = delta;
    const { starts, ends } = this.store.flat(fromSegment, fromSegment + insertedSegments);
    const { tokens } = this.store.forms(fromSegment, fromSegment + insertedSegments);
    const segments = segmentChange(before, after);
    const segmentOffsets = segments.inserted > 0 ? Uint32Array.of(0, after) : Uint32Array.of(0);
    const place = {
      delta: {
        ...delta,
        fromSegment: 0,
        removedSegments: segments.removed,
        insertedSegments: segments.inserted,
      },
      ...{ starts, ends, segmentOffsets },
    };
    return { place, from: fromToken, removed: removedTokens, ids: this.forms.idsOf(tokens) };
  }
}

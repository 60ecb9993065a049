import type { Pipeline } from '../../core/pipeline.js';
import type { Problem } from '../../core/problems.js';
import type { Reading } from '../../core/session/reading.js';
import { ProblemTally, ReadingProblems } from '../../core/session/readingProblems.js';
import { segmentRules } from '../../core/text/segmentation.js';
import { ascending, type ContentChange } from '../../core/session/editedText.js';
import type { SegmentDelta } from '../../core/session/segments/editPlan.js';
import { SequenceTokens } from '../../core/session/stream/sequenceTokens.js';
import type { SegmentedText } from '../../core/text/segmented.js';
import type { Vocabulary } from '../../core/tokens/vocabulary.js';
import { characterNetwork } from './sequenceStates.js';
import { segmentChange, type ReadSequence, type SequenceEdit, type SequenceText } from './sequenceText.js';

/** Characters of a text, where each is and what the network reads. */
interface Characters {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly ids: Uint32Array;
}

/** A text that is read character by character; an edit costs the same however long it is. */
export class CharacterText implements SequenceText {
  private constructor(
    private readonly vocabulary: Vocabulary,
    private readonly tokens: SequenceTokens,
    private readonly tally: ProblemTally,
  ) {}

  /** The characters of a text, for a model that reads characters; RangeError for another. */
  static read(pipeline: Pipeline, text: string): ReadSequence {
    const tally = new ProblemTally(new ReadingProblems(pipeline.model, CHARACTERS_READ));
    tally.replaceCharacters('', text);
    const network = characterNetwork(pipeline);
    const vocabulary = pipeline.model.vocabularies.characters;
    const characters = charactersOf(vocabulary, text, 0);
    const tokens = new SequenceTokens(text, characters);
    return { text: new CharacterText(vocabulary, tokens, tally), ids: characters.ids, network };
  }

  get count(): number {
    return this.tokens.count;
  }

  textOf(token: number): string {
    return this.tokens.textOf(token);
  }

  lastEndingBy(offsetUtf16: number): number {
    return this.tokens.lastEndingBy(offsetUtf16);
  }

  problems(): Problem[] {
    return this.tally.list();
  }

  flat(): SegmentedText {
    return this.tokens.flat();
  }

  copy(): CharacterText {
    return new CharacterText(this.vocabulary, this.tokens.copy(), this.tally.copy());
  }

  edit(changes: readonly ContentChange[]): SequenceEdit[] {
    let moved = 0;
    return ascending(changes, this.tokens.lengthUtf16).map(({ startUtf16, endUtf16, inserted }) => {
      const change = { startUtf16: startUtf16 + moved, endUtf16: endUtf16 + moved, inserted };
      moved += inserted.length - (endUtf16 - startUtf16);
      return this.editOnce(change);
    });
  }

  private editOnce(change: ContentChange): SequenceEdit {
    const { startUtf16, endUtf16, inserted } = change;
    const { tokens } = this;
    const { count } = tokens;
    // One character more at either side: a change may tear a surrogate pair, or close one.
    const from = Math.max(0, tokens.lastStartingBy(startUtf16) - 1);
    const to = Math.min(count, Math.max(from, tokens.lastStartingBy(Math.max(0, endUtf16 - 1)) + 2));
    const origin = tokens.startOf(from);
    const end = to > from ? tokens.endOf(to - 1) : origin;
    const piece = tokens.read(origin, startUtf16) + inserted + tokens.read(endUtf16, end);
    this.tally.replaceCharacters(tokens.read(origin, end), piece);
    const { starts, ends, ids } = charactersOf(this.vocabulary, piece, origin);
    tokens.edit(change, { from, to, starts, ends });
    const after = tokens.count;
    const segments = segmentChange(count, after);
    const delta: SegmentDelta = {
      fromSegment: 0,
      removedSegments: segments.removed,
      insertedSegments: segments.inserted,
      fromToken: from,
      removedTokens: to - from,
      insertedTokens: ids.length,
      startUtf16: origin,
      removedUtf16: end - origin,
      insertedUtf16: piece.length,
    };
    const segmentOffsets = segments.inserted > 0 ? Uint32Array.of(0, after) : Uint32Array.of(0);
    return { place: { delta, starts, ends, segmentOffsets }, from, removed: to - from, ids };
  }
}

/** How a text is read character by character, as one sequence. */
const CHARACTERS_READ: Reading = {
  tokenizer: 'characters',
  rules: segmentRules('characters', 'document'),
  isStream: true,
};

/** The characters of a text that begins at `origin` in the document. */
function charactersOf(vocabulary: Vocabulary, text: string, origin: number): Characters {
  const starts: number[] = [];
  const ids: number[] = [];
  let at = origin;
  for (const character of text) {
    starts.push(at);
    ids.push(vocabulary.id(character));
    at += character.length;
  }
  const ends = Uint32Array.from(starts, (_, k) => (k + 1 < starts.length ? starts[k + 1] : at));
  return { starts: Uint32Array.from(starts), ends, ids: Uint32Array.from(ids) };
}

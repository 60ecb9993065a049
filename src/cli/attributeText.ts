import { windowAround, type Stretch } from '../core/analysis/attribution/stretch.js';
import type { LoadedModel } from '../core/formats/modelPackage.js';
import type { Pipeline } from '../core/pipeline.js';
import { RnnLensError } from '../core/problems.js';
import type { HiddenState } from '../core/rnn/state.js';
import { MarkedText } from '../core/session/markup/markedText.js';
import { readingOf, readsProse, type Reading } from '../core/session/reading.js';
import { SegmentStore } from '../core/session/segments/segmentStore.js';
import { languageOfFile, markupOf } from '../core/text/markup/languages.js';
import { segmentText } from '../core/text/segmentation.js';
import { Projection, type WayBack } from '../core/text/projection.js';
import type { MarkupOptions } from './markedInput.js';

/** Steps of a long sequence that are run at once on the way to a window. */
const STEPS_AT_ONCE = 4096;

/** A token of what is read, UTF-16 offsets of the text. */
export interface TokenAt {
  readonly form: string;
  readonly start: number;
  readonly end: number;
}

/** The tokens around a place that are run as one sequence. */
export interface StretchAt {
  readonly stretch: Stretch;
  /** Where its tokens are. */
  readonly tokens: readonly TokenAt[];
  /** The token at the place, counted in the stretch. */
  readonly token: number;
}

/** A text as it is read by a model, with the way back. */
interface ReadText {
  readonly text: string;
  readonly way: WayBack;
}

function readAs({ manifest }: LoadedModel, file: string, text: string, markup: MarkupOptions): ReadText {
  const language =
    markup.choice === 'none' || !readsProse(manifest)
      ? null
      : markupOf(markup.language ?? languageOfFile(file));
  if (!language) return { text, way: new Projection([[0, text.length]]) };
  const marked = MarkedText.of(language, text);
  return { text: marked.read, way: marked };
}

/** Where a line and a column of a text are, both from 1; RnnLensError for a place that is not there. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length, 0);
  if (line < 1 || line > lines.length || column < 1 || column > lines[line - 1].length)
    throw new RnnLensError('There is no line {0} with a column {1}.', line, column);
  return start + column - 1;
}

/** A file's text, a place in it, and how it is read. */
export interface PlaceInText {
  readonly file: string;
  readonly text: string;
  /** UTF-16 */
  readonly offset: number;
  readonly markup: MarkupOptions;
}

/** What is run as one sequence with the token at a place of a text: RnnLensError where no token is. */
export function stretchAt(
  loaded: LoadedModel,
  pipeline: Pipeline,
  { file, text, offset, markup }: PlaceInText,
): StretchAt {
  const { text: read, way } = readAs(loaded, file, text, markup);
  const reading = readingOf(loaded.manifest);
  const at = way.toRead(offset);
  const found = reading.isStream
    ? inStream(pipeline, streamTokens(pipeline, reading, read), at)
    : inSegment(reading, read, at);
  const { start, end } = found.tokens[found.token] ?? { start: 0, end: 0 };
  if (at < start || at >= end)
    throw new RnnLensError('The model reads nothing there: no token is at that place.');
  const tokens = found.tokens.map((token) => ({
    form: token.form,
    start: way.toDocument(token.start),
    end: way.endInDocument(token.end),
  }));
  return { ...found, tokens };
}

/** Tokens of a document that is one sequence, by code point or as its lines are cut. */
function streamTokens({ model }: Pipeline, { tokenizer }: Reading, read: string): TokenAt[] {
  if (model.architecture.input.kind === 'characters') return charactersOf(read);
  const { starts, ends } = segmentText(read, tokenizer, 'line');
  return Array.from(starts, (start, t) => ({ form: read.slice(start, ends[t]), start, end: ends[t] }));
}

/** The window of a stream around a place, and the state before it. */
function inStream(pipeline: Pipeline, all: readonly TokenAt[], at: number): StretchAt {
  const found = all.findLastIndex(({ start }) => start <= at);
  const { fromToken, toToken } = windowAround(found, all.length);
  const formOf = ({ form }: TokenAt): string => form;
  const initialState = stateAfter(pipeline, all.slice(0, fromToken).map(formOf));
  const tokens = all.slice(fromToken, toToken);
  return { stretch: { tokens: tokens.map(formOf), initialState }, tokens, token: found - fromToken };
}

/** The segment at a place. */
function inSegment({ rules }: Reading, read: string, at: number): StretchAt {
  const store = SegmentStore.of<null>(rules, read);
  const found = store.tokenAt(at);
  if (!found) return { stretch: { tokens: [] }, tokens: [], token: 0 };
  const { firstToken, segment } = store.segmentOfToken(found.token)!;
  const places = store.tokens(firstToken, firstToken + segment.ends.length);
  const tokens = Array.from(places, ({ startUtf16: start, endUtf16: end }) => ({
    ...{ form: read.slice(start, end), start, end },
  }));
  const forms = store.forms(found.segment, found.segment + 1).tokens;
  return { stretch: { tokens: forms }, tokens, token: found.token - firstToken };
}

/** The code points of a text. */
function charactersOf(text: string): TokenAt[] {
  let at = 0;
  return Array.from(text, (form) => {
    const start = at;
    at += form.length;
    return { form, start, end: at };
  });
}

/** The state that a stream has after its first tokens; undefined for that before the first. */
function stateAfter(pipeline: Pipeline, tokens: readonly string[]): HiddenState | undefined {
  let initialState: HiddenState | undefined;
  for (let at = 0; at < tokens.length; at += STEPS_AT_ONCE) {
    const piece = tokens.slice(at, at + STEPS_AT_ONCE);
    const options = { initialState, outputOnly: true, withoutHeads: true };
    initialState = pipeline.run(piece, Uint32Array.of(0, piece.length), options).trace.hiddenState;
  }
  return initialState;
}

/** Reads `LINE:COLUMN`, both from 1; throws RnnLensError for anything else. */
export function placeOf(at: string): readonly [line: number, column: number] {
  const match = /^(\d{1,9}):(\d{1,9})$/.exec(at);
  if (!match) throw new RnnLensError('--at must be LINE:COLUMN, both from 1, not "{0}".', at);
  return [Number(match[1]), Number(match[2])];
}

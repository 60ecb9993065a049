import type { CharacterInput, InputConfig } from './input.js';
import type { Vocabularies } from './vocabulary.js';
import type { Offsets } from '../rnn/direction.js';
import { composedCharacters } from '../text/korean/syllables.js';
import { encodeWords, type EncodedWords } from './words.js';

/** What stands between two tokens where the network reads characters. */
const SEPARATOR = ' ';

/** Which steps of the network the tokens are: what people see labelled need not be what is read. */
export interface StepLayout {
  /** Segment `s` is steps `offsets[s] … offsets[s + 1] - 1`, [S + 1] */
  readonly offsets: Offsets;
  /** Token `t` is steps `tokenStarts[t] … tokenEnds[t] - 1`, [N] each; the same as t … t where they coincide. */
  readonly tokenStarts: Uint32Array;
  readonly tokenEnds: Uint32Array;
}

/** Ids of the symbols of a run (or its numbers), one entry a step. */
export type EncodedSteps =
  | { readonly kind: 'words'; readonly words: EncodedWords }
  | { readonly kind: 'characters'; readonly characters: Uint32Array; readonly pairs: Uint32Array | null }
  | { readonly kind: 'symbols'; readonly symbols: Uint32Array }
  | { readonly kind: 'vectors'; readonly values: Float32Array };

/** Tokens as the network reads them. */
export interface EncodedTokens {
  readonly layout: StepLayout;
  readonly steps: EncodedSteps;
}

/** The composed (NFC) characters of a token that the network reads; never none, so that every token has a step. */
export function symbolsOfToken(form: string): readonly string[] {
  if (form.length === 1 || (form.length === 2 && form.codePointAt(0)! > 0xffff)) return [form];
  const { characters } = composedCharacters(form);
  if (characters.length > MAX_TOKEN_STEPS) return characters.slice(0, MAX_TOKEN_STEPS);
  return characters.length > 0 ? characters : [''];
}
/** A line of a megabyte without a space must not fill the stack. */
const MAX_TOKEN_STEPS = 4096;

/** Looks up what the network reads for the tokens of some segments; `width` is that of x. Never throws. */
export function encodeTokens(
  input: InputConfig,
  vocabularies: Vocabularies,
  tokens: readonly string[],
  offsets: Offsets,
  width: number,
): EncodedTokens {
  if (input.kind === 'characters') return encodeCharacters(input, vocabularies, tokens, offsets);
  const layout = oneStepEach(tokens.length, offsets);
  if (input.kind === 'vectors')
    return { layout, steps: { kind: 'vectors', values: readVectors(tokens, width) } };
  const forms = input.lowerCase ? tokens.map((form) => form.toLowerCase()) : tokens;
  if (input.kind === 'symbols') {
    const symbols = Uint32Array.from(forms, (form) => vocabularies.words.id(form));
    return { layout, steps: { kind: 'symbols', symbols } };
  }
  return {
    layout,
    steps: { kind: 'words', words: encodeWords(forms, vocabularies.words, vocabularies.characters) },
  };
}

/** The layout of tokens that are one step each. */
export function oneStepEach(count: number, offsets: Offsets): StepLayout {
  const tokenStarts = Uint32Array.from({ length: count }, (_, t) => t);
  return { offsets, tokenStarts, tokenEnds: tokenStarts.map((t) => t + 1) };
}

/** Numbers of each line, [N, width]. */
function readVectors(lines: readonly string[], width: number): Float32Array {
  const values = new Float32Array(lines.length * width);
  lines.forEach((line, t) => values.set(numbersOf(line, width).values, t * width));
  return values;
}

/**
 * The numbers of a line, [width]: what is missing or no number is 0, what is behind them is left out. Behind `=` stands
 * what a network is to come to (see `core/data/numbers`): that is no input.
 */
export function numbersOf(
  line: string,
  width: number,
): { readonly values: Float32Array; readonly unreadable: number; readonly leftOut: number } {
  const fields = line
    .split('=', 1)[0]
    .split(/[\s,;]+/)
    .filter((field) => field !== '');
  const values = new Float32Array(width);
  let unreadable = 0;
  for (let k = 0; k < width; k++) {
    const value = Number(fields[k] ?? NaN);
    if (Number.isFinite(value)) values[k] = value;
    else unreadable++;
  }
  return { values, unreadable, leftOut: Math.max(0, fields.length - width) };
}

function encodeCharacters(
  input: CharacterInput,
  { characters, pairs }: Vocabularies,
  tokens: readonly string[],
  offsets: Offsets,
): EncodedTokens {
  const { symbols, layout } = layOut(tokens, offsets, input.separated);
  const ids = Uint32Array.from(symbols, (symbol) => characters.id(symbol));
  const pairIds = input.pairSize > 0 ? new Uint32Array(symbols.length) : null;
  if (pairIds)
    forEachPair(symbols, layout.offsets, (pair, step) => {
      pairIds[step] = pairs.id(pair);
    });
  return { layout, steps: { kind: 'characters', characters: ids, pairs: pairIds } };
}

/** Symbols of all steps, and which steps the tokens are; `separated` puts a space between two tokens. */
export function layOut(
  tokens: readonly string[],
  offsets: Offsets,
  separated: boolean,
): { symbols: string[]; layout: StepLayout } {
  const symbols: string[] = [];
  const [tokenStarts, tokenEnds] = [new Uint32Array(tokens.length), new Uint32Array(tokens.length)];
  const stepOffsets = new Uint32Array(offsets.length);
  for (let segment = 0; segment + 1 < offsets.length; segment++) {
    for (let t = offsets[segment]; t < offsets[segment + 1]; t++) {
      if (separated && t > offsets[segment]) symbols.push(SEPARATOR);
      tokenStarts[t] = symbols.length;
      symbols.push(...symbolsOfToken(tokens[t]));
      tokenEnds[t] = symbols.length;
    }
    stepOffsets[segment + 1] = symbols.length;
  }
  return { symbols, layout: { offsets: stepOffsets, tokenStarts, tokenEnds } };
}
/** Calls `visit` with (symbol before + this symbol) of each step; a segment's first stands alone. */
export function forEachPair(
  symbols: readonly string[],
  offsets: Offsets,
  visit: (pair: string, step: number) => void,
): void {
  for (let segment = 0; segment + 1 < offsets.length; segment++)
    for (let step = offsets[segment]; step < offsets[segment + 1]; step++)
      visit(step > offsets[segment] ? symbols[step - 1] + symbols[step] : symbols[step], step);
}

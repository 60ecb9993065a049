import type { ModelManifest } from '../formats/manifest.js';
import { EMBEDDING } from '../model/model.js';
import { PADDING, START } from '../tokens/windows.js';
import type { ExportedInput, ExportedSymbols } from './exportedNetwork.js';

/** Names for what a vocabulary does not have; the first that it does not have either is taken. */
const UNKNOWN = ['<unk>', '<unknown>', '<oov>', '[UNK]', '[OOV]'] as const;

/** Whether a token may be several steps of the network. */
export function readsSteps({ input, tokenizer }: ModelManifest): boolean {
  return input.kind === 'characters' && (input.separated || tokenizer !== 'characters');
}

/** Whether a step with a space stands between two tokens. */
export function separatesTokens({ input }: ModelManifest): boolean {
  return input.kind === 'characters' && input.separated;
}

/** What a text begins with, where a network reads such a symbol, as other frameworks write it. */
export const START_NAME = '<s>';

/**
 * Which row of a table of the house each exported row is. They are the same but for windows: there id 0 is padding,
 * as other frameworks have it, and the unknown symbol takes its place at the end.
 */
export function tableOrder(
  { input, window, vocabulary }: ModelManifest,
  parameter: string,
): { readonly order: readonly number[]; readonly width: number; readonly rows: number } {
  const [list, width] = ((): readonly [readonly string[], number] => {
    if (parameter === EMBEDDING.pairs)
      return [vocabulary.pairs, input.kind === 'characters' ? input.pairSize : 0];
    if (parameter === EMBEDDING.words)
      return [
        vocabulary.words,
        input.kind === 'words' ? input.wordSize : input.kind === 'symbols' ? input.symbolSize : 0,
      ];
    const size = input.kind === 'characters' ? input.characterSize : 0;
    return [vocabulary.characters, input.kind === 'words' ? input.characterRnn.inputSize : size];
  })();
  const order = Array.from({ length: list.length + 1 }, (_, row) => row);
  if (window && list.at(-1) === PADDING) [order[0], order[list.length]] = [list.length, 0];
  return { order, width, rows: order.length };
}

/** Symbols of every table by the ids that they are exported with. */
export function symbolsOf(manifest: ModelManifest): {
  readonly symbols: readonly ExportedSymbols[];
  readonly isLowerCase: boolean;
} {
  const { input, vocabulary, window } = manifest;
  const of = (to: ExportedInput, list: readonly string[]): ExportedSymbols => {
    const isPadded = window !== undefined && list.at(-1) === PADDING;
    const own = isPadded ? list.slice(0, -1) : list;
    const unknownId = isPadded ? list.length : 0;
    const known = new Set(own);
    const unknown = UNKNOWN.find((name) => !known.has(name)) ?? UNKNOWN[0];
    return {
      input: to,
      unknownId,
      ids: new Map([
        [unknown, unknownId],
        ...own.map((symbol, k) => [symbol === START ? START_NAME : symbol, k + 1] as const),
      ]),
    };
  };
  const { words, characters, pairs } = vocabulary;
  if (input.kind === 'vectors') return { symbols: [], isLowerCase: false };
  if (input.kind === 'symbols') return { symbols: [of('ids', words)], isLowerCase: input.lowerCase };
  if (input.kind === 'words')
    return { symbols: [of('words', words), of('characters', characters)], isLowerCase: input.lowerCase };
  if (input.pairSize === 0) return { symbols: [of('ids', characters)], isLowerCase: false };
  return { symbols: [of('characters', characters), of('pairs', pairs)], isLowerCase: false };
}

/** Symbols and labels as the metadata of a file have them: JSON by the name of what it is. */
export function metadataOf(
  symbols: readonly ExportedSymbols[],
  heads: readonly { readonly name: string; readonly labels: readonly string[] }[],
): Readonly<Record<string, string>> {
  const metadata: Record<string, string> = {};
  for (const { input, ids } of symbols)
    metadata[symbols.length === 1 ? 'vocabulary' : `vocabulary_${input}`] = JSON.stringify(
      Object.fromEntries(ids),
    );
  for (const { name, labels } of heads)
    metadata[heads.length === 1 ? 'labels' : `labels_${name}`] = JSON.stringify(labels);
  return metadata;
}

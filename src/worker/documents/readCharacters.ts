import type { Pipeline } from '../../core/pipeline.js';

/** What a character model reads and where each character is. */
export interface Characters {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly ids: Uint32Array;
}

/** The characters of a text that begins at `origin` in the document. */
export function charactersOf({ model }: Pipeline, text: string, origin = 0): Characters {
  const vocabulary = model.vocabularies.characters;
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

import { RnnLensError } from '../problems.js';

/**
 * One of several conventions a tagger learned side by side, with heads of its own: which head of the model stands for
 * each head that a tagger with this convention alone would have (`{ "upos": "upos-sejong", "edits": "edits-sejong" }`).
 */
export interface TagSet {
  readonly name: string;
  readonly heads: Readonly<Record<string, string>>;
}

/**
 * The heads of a tag set under the names they have in a tagger with this one alone, each with its place among all
 * heads; the first tag set's if `name` is absent, all heads as they are where a model has no tag sets. Throws
 * RnnLensError if there is no tag set of this name.
 */
export function headsOfTagSet<H extends { readonly name: string }>(
  heads: readonly H[],
  tagSets: readonly TagSet[] | undefined,
  name?: string,
): { readonly head: H; readonly place: number }[] {
  if (!tagSets || tagSets.length === 0) {
    if (name !== undefined)
      throw new RnnLensError('The model has no tag sets, so none is called "{0}".', name);
    return heads.map((head, place) => ({ head, place }));
  }
  const set = name === undefined ? tagSets[0] : tagSets.find((one) => one.name === name);
  if (!set)
    throw new RnnLensError(
      'The model has no tag set "{0}": its tag sets are {1}.',
      name ?? '',
      tagSets.map((one) => one.name).join(', '),
    );
  return Object.entries(set.heads).flatMap(([as, own]) => {
    const place = heads.findIndex((head) => head.name === own);
    return place < 0 ? [] : [{ head: { ...heads[place], name: as }, place }];
  });
}

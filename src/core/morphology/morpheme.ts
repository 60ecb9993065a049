/** Morphemes and the two columns that hold them: LEMMA `서울+이+다` and XPOS `nq+jp+ef`, in the same order. */

/** One morpheme of an eojeol. */
export interface Morpheme {
  /** Its letters; a final consonant that was contracted into a syllable stands alone (`ㄴ`). */
  readonly form: string;
  /** Its tag, `ncn`. */
  readonly tag: string;
}

// A plus sign can be a morpheme itself, and then stands between two separators.
const PIECE = /(?:^|\+)(\+|[^+]+)/gu;

/** The morphemes of one row's LEMMA and XPOS (NFC); null if the two do not have the same number of parts. */
export function readMorphemes(lemma: string, xpos: string): Morpheme[] | null {
  if (lemma === '' || xpos === '') return null;
  const tags = xpos.split('+');
  const composed = lemma.normalize('NFC');
  const forms = tags.length === 1 ? [composed] : [...composed.matchAll(PIECE)].map(([, piece]) => piece);
  if (forms.length !== tags.length || tags.includes('')) return null;
  return forms.map((form, k) => ({ form, tag: tags[k] }));
}

/** The LEMMA column: the morphemes' forms joined with `+`. */
export function lemmaOf(morphemes: readonly Pick<Morpheme, 'form'>[]): string {
  return morphemes.map(({ form }) => form).join('+');
}

/** The XPOS column: the morphemes' tags joined with `+`. */
export function xposOf(morphemes: readonly Morpheme[]): string {
  return morphemes.map(({ tag }) => tag).join('+');
}

/** Morphemes as people read them: `서울/nq + 이/jp`. */
export function showMorphemes(morphemes: readonly Morpheme[]): string {
  return morphemes.map(({ form, tag }) => `${form}/${tag}`).join(' + ');
}

/** The two ways to write an analysis: the tags and cuts of the KAIST corpus, and those of the Sejong corpus. */

/** Which treebanks an analysis is written like: UD Korean Kaist, or UD Korean GSD and KSL. */
export const TAG_SETS = ['kaist', 'sejong'] as const;
export type TagSet = (typeof TAG_SETS)[number];

/** A word with its gold columns. */
export interface FamilyWord {
  readonly form: string;
  /** Morphemes joined with `+`. */
  readonly lemma: string;
  readonly upos: string;
  /** Their tags joined with `+`. */
  readonly xpos: string;
  /** Other cuts that are right as well, as lemmas. */
  readonly alternatives: readonly string[];
}

/** Names of tags that frames and endings speak of, in both sets. */
export const TAGS = {
  noun: { kaist: 'ncn', sejong: 'NNG' },
  actionNoun: { kaist: 'ncpa', sejong: 'NNG' },
  stateNoun: { kaist: 'ncps', sejong: 'NNG' },
  verb: { kaist: 'pvg', sejong: 'VV' },
  adjective: { kaist: 'paa', sejong: 'VA' },
  isNot: { kaist: 'paa', sejong: 'VCN' },
  verbSuffix: { kaist: 'xsv', sejong: 'XSV' },
  adjectiveSuffix: { kaist: 'xsm', sejong: 'XSA' },
  copula: { kaist: 'jp', sejong: 'VCP' },
  tense: { kaist: 'ep', sejong: 'EP' },
  final: { kaist: 'ef', sejong: 'EF' },
  coordinating: { kaist: 'ecc', sejong: 'EC' },
  subordinating: { kaist: 'ecs', sejong: 'EC' },
  adnominal: { kaist: 'etm', sejong: 'ETM' },
  politeness: { kaist: 'jxf', sejong: 'JX' },
  interjection: { kaist: 'ii', sejong: 'IC' },
  sign: { kaist: 'su', sejong: 'SW' },
  stop: { kaist: 'sf', sejong: 'SF' },
  comma: { kaist: 'sp', sejong: 'SP' },
  adverb: { kaist: 'mag', sejong: 'MAG' },
  subject: { kaist: 'jcs', sejong: 'JKS' },
  object: { kaist: 'jco', sejong: 'JKO' },
  topic: { kaist: 'jxt', sejong: 'JX' },
  also: { kaist: 'jxc', sejong: 'JX' },
  place: { kaist: 'jca', sejong: 'JKB' },
  genitive: { kaist: 'jcm', sejong: 'JKG' },
} as const satisfies Record<string, Readonly<Record<TagSet, string>>>;
export type TagRole = keyof typeof TAGS;

/** A morpheme of a word that is being put together. */
export interface FamilyMorpheme {
  readonly form: string;
  readonly role: TagRole;
}

/** The columns of a word made of morphemes. */
export function familyWord(
  form: string,
  morphemes: readonly FamilyMorpheme[],
  upos: string,
  tags: TagSet,
  alternatives: readonly string[] = [],
): FamilyWord {
  return {
    form,
    lemma: morphemes.map((one) => one.form).join('+'),
    upos,
    xpos: morphemes.map(({ role }) => TAGS[role][tags]).join('+'),
    alternatives,
  };
}

import { EDITS_HEAD, labelSetOf } from '../morphology/labelSet.js';
import { FAMILY_KINDS, type FamilyKind, type FamilySentence } from '../morphology/families/sentences.js';
import { familyRows } from '../morphology/families/families.js';
import type { TagSet } from '../morphology/families/tagSets.js';
import { lemmaOf } from '../morphology/morpheme.js';
import { decodeSentence } from '../morphology/tokenColumns.js';
import { sentenceCharacters } from '../morphology/treebank.js';
import type { Pipeline } from '../pipeline.js';
import { RnnLensError } from '../problems.js';

/** How many words of a kind there were, and how many were right. */
export interface FamilyScore {
  readonly kind: FamilyKind;
  readonly words: number;
  readonly right: number;
  /** Some that were not: the word, what it was read as, what is right. */
  readonly wrong: readonly (readonly [form: string, read: string, right: string])[];
}

const WRONG_LISTED = 20;
const BATCH = 64;

/** Kinds that are right by their tag; all others by their morphemes. */
const BY_TAG: Readonly<Partial<Record<FamilyKind, readonly string[]>>> = {
  interjection: ['INTJ'],
  laughter: ['INTJ', 'SYM', 'X'],
  sign: ['SYM', 'PUNCT'],
};

/** How many words of the families' development rows an analyser has right, by kind; no stem of them is learned from. */
export function scoreFamilies(pipeline: Pipeline): FamilyScore[] {
  const { heads } = pipeline.model.architecture;
  const [edits, upos] = [EDITS_HEAD, 'upos'].map((name) => heads.findIndex((head) => head.name === name));
  if (edits < 0 || upos < 0)
    throw new RnnLensError('The model has no head "{0}".', edits < 0 ? EDITS_HEAD : 'upos');
  const labels = labelSetOf(heads[edits]);
  const tags: TagSet = labels.tags.includes('NNG') ? 'sejong' : 'kaist';
  const rows = familyRows(tags, 'development');
  const known = rightLemmas(rows);
  const tally = new Map<FamilyKind, { words: number; right: number; wrong: [string, string, string][] }>();
  const note = (row: FamilySentence, lemma: string, tag: string): void => {
    const { form } = row.words[row.target];
    const right = BY_TAG[row.kind] ?? known.get(form) ?? [];
    const read = BY_TAG[row.kind] ? tag : lemma;
    const own = tally.get(row.kind) ?? { words: 0, right: 0, wrong: [] };
    tally.set(row.kind, own);
    own.words++;
    if (right.includes(read)) own.right++;
    else if (own.wrong.length < WRONG_LISTED) own.wrong.push([form, read, right[0]]);
  };
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    const forms = batch.map(({ words }) => words.map(({ form }) => form));
    const offsets = Uint32Array.of(0, ...batch.map(({ words }) => words.length));
    for (let k = 1; k < offsets.length; k++) offsets[k] += offsets[k - 1];
    const run = pipeline.run(forms.flat(), offsets);
    batch.forEach((row, s) => {
      const steps = run.heads[edits].labels.subarray(run.layout.offsets[s], run.layout.offsets[s + 1]);
      const morphemes = decodeSentence(sentenceCharacters(forms[s]), steps, labels)[row.target];
      const tag = heads[upos].labels[run.heads[upos].labels[offsets[s] + row.target]];
      note(row, lemmaOf(morphemes), tag);
    });
  }
  return FAMILY_KINDS.flatMap((kind) => {
    const own = tally.get(kind);
    return own ? [{ kind, ...own }] : [];
  });
}

/** What is right of each form: words that are spelt alike share their readings. */
function rightLemmas(rows: readonly FamilySentence[]): Map<string, string[]> {
  const lemmas = new Map<string, string[]>();
  for (const { words, target } of rows) {
    const { form, lemma, alternatives } = words[target];
    const own = lemmas.get(form) ?? [];
    lemmas.set(form, own);
    own.push(...[lemma, ...alternatives].filter((one) => !own.includes(one)));
  }
  return lemmas;
}

/**
 * The label of one character of an eojeol: what the character contributes to the morphemes.
 *
 *     label     = '-' | part { ' ' part }        '-': the character contributes nothing
 *     part      = ('B-' | 'I-') tag [ ':' form ] one character of a morpheme; B begins one, I continues one
 *     form      = one character                  exactly this character
 *               | onset vowel coda               a syllable made from this character's letters, or its coda alone
 *
 * Without a form the character is copied. In the three-letter form `=` keeps the character's own letter, `-` is no
 * letter, and anything else is that letter. So 간 read as 가 + ㄴ is `B-pvg:==- B-etm:--=`, which is also the label
 * of 본 read as 보 + ㄴ: one label undoes the same contraction in every syllable.
 */

import { RnnLensError } from '../problems.js';
import { composeSyllable, syllableOf } from '../text/korean/syllables.js';

/** One character of a morpheme. */
export interface LabelPart {
  /** Whether the character is the first of its morpheme. */
  readonly begins: boolean;
  readonly tag: string;
  /** The form as in the label; empty for a copy. */
  readonly form: string;
}

/** The label of a character that contributes nothing. */
export const NOTHING = '-';

const PART = /^([BI])-([^ :]+)(?::(.+))?$/su;

/** Reads a label; throws `RnnLensError` where it is malformed. */
export function parseLabel(label: string): LabelPart[] {
  if (label === NOTHING) return [];
  return label.split(' ').map((text) => {
    const part = PART.exec(text);
    const form = part?.[3] ?? '';
    const length = [...form].length;
    if (!part || (length > 1 && length !== 3))
      throw new RnnLensError('"{0}" is not a label of a Korean morphology model.', label.slice(0, 40));
    return { begins: part[1] === 'B', tag: part[2], form };
  });
}

/** Writes a part of a label. */
export function formatPart(begins: boolean, tag: string, form: string): string {
  return `${begins ? 'B' : 'I'}-${tag}${form === '' ? '' : `:${form}`}`;
}

/** The character a part's form makes of `character`; null if the form needs letters the character has not. */
export function applyForm(form: string, character: string): string | null {
  if (form === '') return character;
  const letters = [...form];
  if (letters.length === 1) return form;
  const source = syllableOf(character);
  if (!source) return null;
  const pick = (letter: string, own: string): string => (letter === '=' ? own : letter === '-' ? '' : letter);
  const onset = pick(letters[0], source.onset);
  const vowel = pick(letters[1], source.vowel);
  const coda = pick(letters[2], source.coda);
  if (letters[2] === '=' && coda === '') return null;
  if (onset === '' && vowel === '') return coda === '' ? null : coda;
  return composeSyllable({ onset, vowel, coda });
}

/** All forms that make `target` of `character`, the most general first; the last is `target` itself. */
export function formsFor(character: string, target: string): string[] {
  if (character === target) return [''];
  const source = syllableOf(character);
  if (!source) return [target];
  if (source.coda === target && target !== '') return ['--=', target];
  const made = syllableOf(target);
  if (!made || made.onset !== source.onset) return [target];
  const vowel = made.vowel === source.vowel ? '=' : made.vowel;
  const keepsCoda = made.coda !== '' && made.coda === source.coda;
  return [`=${vowel}${keepsCoda ? '=' : made.coda || '-'}`, target];
}

/** The labels of a model, and what turns them into morphemes and back. */

import type { HeadConfig } from '../heads/head.js';
import { alignLabels } from './alignment.js';
import { type LabelPart, applyForm, parseLabel } from './editLabel.js';
import { surfaceLabel, type SurfaceLabels } from '../text/surface.js';
import type { Morpheme } from './morpheme.js';

/** The head that labels syllables with edits. */
export const EDITS_HEAD = 'edits';

/** In an encoded sentence: a character that has no label, such as the space between two eojeols. */
export const NO_LABEL = -1;

/** The label inventory of a morphology model; label k is `labels[k]`, the most frequent first. */
export class LabelSet {
  private readonly parts: readonly (readonly LabelPart[])[];
  private readonly ids: ReadonlyMap<string, number>;
  private readonly fallbackTag: string;

  /** Takes the labels of a model and the tags of its rules; throws `RnnLensError` where a label is malformed. */
  constructor(
    readonly labels: readonly string[],
    private readonly surface?: SurfaceLabels,
  ) {
    this.parts = labels.map(parseLabel);
    this.ids = new Map(labels.map((label, k) => [label, k]));
    this.fallbackTag = this.parts.find((parts) => parts.length > 0)?.[0].tag ?? '_';
  }

  /** Tags that occur in the labels, in their order. */
  get tags(): string[] {
    return [...new Set(this.parts.flatMap((parts) => parts.map(({ tag }) => tag)))];
  }

  /**
   * Numbers of the labels that make `morphemes` of the NFC characters of an eojeol, [C]; null if these labels cannot
   * express the analysis. Among several ways the one with more frequent labels is taken.
   */
  encode(characters: readonly string[], morphemes: readonly Morpheme[]): Int32Array | null {
    const labels = alignLabels(characters, morphemes, (label) => {
      const id = this.ids.get(label);
      return id === undefined ? Infinity : Math.log(id + 2);
    });
    return labels && Int32Array.from(labels, (label) => this.ids.get(label)!);
  }

  /**
   * The morphemes that labels make of the NFC characters of an eojeol. Any labels give an analysis: `I-` without a
   * morpheme of its tag before it begins one, an edit that does not fit the character copies it, and an eojeol of
   * which nothing is left is one morpheme with the most frequent label's tag. Letters of a Latin word stay together,
   * whatever the labels say; what a rule decides by its form is one morpheme. No characters, no morphemes.
   */
  decode(characters: readonly string[], labels: ArrayLike<number>): Morpheme[] {
    const form = this.surface ? characters.join('') : '';
    const byRule = surfaceLabel(this.surface, form);
    if (byRule !== null) return [{ form, tag: byRule }];
    const morphemes: { form: string; tag: string }[] = [];
    characters.forEach((character, k) => {
      for (const { begins, tag, made } of this.contribution(character, labels[k])) {
        const last = morphemes[morphemes.length - 1];
        if (last && made === character && isInLatinWord(characters, k)) last.form += made;
        else if (begins || last?.tag !== tag) morphemes.push({ form: made, tag });
        else last.form += made;
      }
    });
    if (morphemes.length === 0 && characters.length > 0)
      morphemes.push({ form: characters.join(''), tag: this.fallbackTag });
    return morphemes;
  }

  private contribution(character: string, label: number): { begins: boolean; tag: string; made: string }[] {
    const parts = this.parts[label] ?? [{ begins: false, tag: this.fallbackTag, form: '' }];
    const made = parts.flatMap(({ begins, tag, form }) => {
      const result = applyForm(form, character);
      return result === null ? [] : [{ begins, tag, made: result }];
    });
    // Half an edit is none: what was meant for another syllable leaves this one as it is.
    return made.length === parts.length
      ? made
      : [{ begins: parts[0].begins, tag: parts[0].tag, made: character }];
  }
}

const labelSets = new WeakMap<readonly string[], LabelSet>();

/** The labels of a head of edits with the rules it has, made once. */
export function labelSetOf({ labels, surface }: Pick<HeadConfig, 'labels' | 'surface'>): LabelSet {
  const known = labelSets.get(labels) ?? new LabelSet(labels, surface);
  labelSets.set(labels, known);
  return known;
}

/** Whether a character goes on with the Latin word before it, a hyphen included: `USB-` is never `U` and `SB-`. */
function isInLatinWord(characters: readonly string[], k: number): boolean {
  return LATIN.test(characters[k - 1] ?? '') && (characters[k] === '-' || LATIN.test(characters[k]));
}

const LATIN = /^[A-Za-zＡ-Ｚａ-ｚ]$/;

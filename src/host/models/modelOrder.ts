import type { ModelManifest } from '../../core/formats/manifest.js';
import type { Script } from '../../core/text/script.js';
import type { DamagedModel, ModelEntry, UsableModel } from '../../models/modelRegistry.js';

/** What says of a text which models fit it. */
export interface TextFacts {
  readonly languageId: string;
  /** Of the text as a whole. */
  readonly script: Script | null;
  /** The model that is chosen for it without anybody's hand: the first of those that fit. */
  readonly automatic: string;
}

/** Models in the order people are offered them. */
export interface OfferedModels {
  /** For the text's language or script, the automatic one first. */
  readonly fitting: readonly UsableModel[];
  /** For no language in particular, then for others. */
  readonly others: readonly UsableModel[];
  readonly damaged: readonly DamagedModel[];
}

/** CLDR's names of the scripts that models are chosen by. */
const SCRIPTS: Readonly<Record<string, Script>> = { Kore: 'hangul', Hang: 'hangul', Latn: 'latin' };

/** Offers those first that were made for texts like this one; what fits equally well stays in its order. */
export function offeredModels(entries: readonly ModelEntry[], text: TextFacts): OfferedModels {
  const usable = entries
    .filter((entry) => entry.kind === 'usable')
    .map((entry) => ({ entry, misfit: misfitOf(entry, text) }))
    .sort((a, b) => a.misfit - b.misfit);
  const those = (isWanted: (misfit: number) => boolean) =>
    usable.filter(({ misfit }) => isWanted(misfit)).map(({ entry }) => entry);
  return {
    fitting: those((misfit) => misfit < NO_LANGUAGE),
    others: those((misfit) => misfit >= NO_LANGUAGE),
    damaged: entries.filter((entry) => entry.kind === 'damaged'),
  };
}

/** Of no language in particular; what is below that fits. */
const NO_LANGUAGE = 3;

/** 0 for the automatic model, then by language (of programs, then of people), by none, and 4 for another one's. */
function misfitOf({ id, manifest }: UsableModel, { automatic, languageId, script }: TextFacts): number {
  if (id === automatic) return 0;
  const { language } = manifest;
  if (language === '') return NO_LANGUAGE;
  if (language === languageId) return 1;
  return script !== null && scriptOf(manifest) === script ? 2 : 4;
}

/** The script of a language of people (BCP 47), or null. */
function scriptOf({ language }: Pick<ModelManifest, 'language'>): Script | null {
  try {
    return SCRIPTS[new Intl.Locale(language).maximize().script ?? ''] ?? null;
  } catch {
    return null;
  }
}

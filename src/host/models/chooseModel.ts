import type { Script } from '../../core/text/script.js';
import { t } from '../../live/sentences.js';

/** What a choice of a model goes by. */
export interface ChoiceFacts {
  /** What was chosen for this document by hand; null if nothing was. */
  readonly remembered: string | null;
  /** The setting `rnnLens.model`: a name, or `auto`. */
  readonly override: string;
  /** The setting `rnnLens.models`: language ids and scripts, and the models for them. */
  readonly byKind: Readonly<Record<string, string>>;
  readonly languageId: string;
  readonly script: Script | null;
  /** Names of the models that are there. */
  readonly installed: readonly string[];
}

/** In the setting `rnnLens.model`: choose by language and script. */
export const AUTOMATIC = 'auto';

/** Where neither the language nor the script has a model. */
const FALLBACK = 'english-pos';

/**
 * The name of the model for a document: the one chosen for it, else the one set for all, else that of its language,
 * of its script, or any. Models that are not installed are passed over, but not the one set for all: whoever set it
 * is told. Throws a sentence if there is none.
 */
export function chooseModel(facts: ChoiceFacts): string {
  const { remembered, override, byKind, languageId, script, installed } = facts;
  const isInstalled = (name: string | null | undefined): name is string => !!name && installed.includes(name);
  if (isInstalled(remembered)) return remembered;
  if (override !== AUTOMATIC && override !== '') return override;
  const candidates = [byKind[languageId], script && byKind[script], FALLBACK, installed[0]];
  const found = candidates.find(isInstalled);
  if (found === undefined) throw new Error(t('RNN Lens came without models: reinstall the extension.'));
  return found;
}

import type { Script } from '../../core/text/script.js';
import { Refusal } from '../../live/refusal.js';
import { t } from '../../live/sentences.js';

/** What a choice of a model goes by. */
export interface ChoiceFacts {
  /** What was chosen for this document by hand; null if nothing was. */
  readonly remembered: string | null;
  /** The setting `rnnLens.model`: a name, or `auto`. */
  readonly override: string;
  /** The setting `rnnLens.models`: patterns of files, language ids and scripts, and the models for them. */
  readonly byKind: Readonly<Record<string, string>>;
  /** Those of its patterns that the document's file fits, in their order. */
  readonly patterns: readonly string[];
  readonly languageId: string;
  /** Of the text as a whole. */
  readonly script: Script | null;
  /** Those that pieces of it are written in, see `scriptsOf`. */
  readonly scripts: readonly Script[];
  /** Names of the models that are there. */
  readonly installed: readonly string[];
}

/** In the setting `rnnLens.model`: choose by language and script. */
export const AUTOMATIC = 'auto';

/** Where neither the language nor the script has a model. */
const FALLBACK = 'english-pos';

/** All names that a choice can come to, as long as one of them is there: who chooses need not know of other models. */
export function namedModels(facts: Omit<ChoiceFacts, 'installed'>): string[] {
  const { remembered, override, byKind, patterns, languageId, script, scripts } = facts;
  const kinds = [...patterns, languageId, ...(script ? [script] : []), ...scripts];
  const names = [remembered, override, ...kinds.map((kind) => byKind[kind]), FALLBACK];
  return [...new Set(names)].filter((name): name is string => !!name && name !== AUTOMATIC);
}

/**
 * The name of the model for a document: the one chosen for it, else the one set for all, else that of its file, of its
 * language, of its script, or any. Models that are not installed are passed over, but not the one set for all: whoever set it
 * is told. Throws a sentence if there is none.
 */
export function chooseModel(facts: ChoiceFacts): string {
  const { byKind, script, installed } = facts;
  const candidates = [chosen(facts), script && byKind[script], FALLBACK, installed[0]];
  const found = candidates.find((name) => isUsable(name, facts));
  if (!found) throw new Refusal(t('RNN Lens came without models: reinstall the extension.'));
  return found;
}

/** A model, and the only script it reads of a document in several. */
export interface ChosenModel {
  readonly name: string;
  readonly script?: Script | undefined;
}

/**
 * The models that read a document: `chooseModel`'s, but of a document in several scripts one for each, unless the model
 * was chosen or is that of its file or language. `readsWords` tells of a model whether it reads words: what reads letters or
 * numbers reads all that is written.
 */
export function chooseModels(facts: ChoiceFacts, readsWords: (name: string) => boolean): ChosenModel[] {
  const { scripts, byKind } = facts;
  const models = scripts.map((script) => ({ name: byKind[script] ?? '', script }));
  const isMixed =
    chosen(facts) === null &&
    new Set(models.map(({ name }) => name)).size > 1 &&
    models.every(({ name }) => isUsable(name, facts) && readsWords(name));
  return isMixed ? models : [{ name: chooseModel(facts) }];
}

/** The model that was chosen for the document, for all, for its file or its language; null where its script decides. */
function chosen(facts: ChoiceFacts): string | null {
  const { remembered, override, byKind, patterns, languageId } = facts;
  if (isUsable(remembered, facts)) return remembered;
  if (override !== AUTOMATIC && override !== '') return override;
  const own = [...patterns, languageId].map((kind) => byKind[kind]);
  return own.find((name) => isUsable(name, facts)) ?? null;
}

/** Whether a key of the setting `rnnLens.models` is a pattern of files: language ids and scripts have no such signs. */
export function isFilePattern(key: string): boolean {
  return /[.*/?]/.test(key);
}

/** Whether a model is there, or was set for all. */
function isUsable(name: string | null | undefined, { installed, override }: ChoiceFacts): name is string {
  return !!name && (installed.includes(name) || name === override);
}

/** The glob of a pattern of files: one that does not begin at a root is looked for in every folder. */
export function globOf(pattern: string): string {
  return /^(?:\/|\*\*\/)/.test(pattern) ? pattern : `**/${pattern}`;
}

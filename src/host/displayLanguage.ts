import * as vscode from 'vscode';
import { useTranslator } from '../live/sentences.js';
import { fillWithParticles } from '../protocol/sentences/particles.js';

/** Sentences by their English texts, for what is written elsewhere, and their language (BCP 47): English where there are none. */
export function handedLanguage(): { readonly locale: string; readonly sentences: Record<string, string> } {
  const { bundle } = vscode.l10n;
  return bundle ? { locale: vscode.env.language, sentences: bundle } : { locale: 'en', sentences: {} };
}

/** Sentences are in VS Code's display language from now on; each bundle asks for that itself. */
export function useDisplayLanguage(): void {
  // Not by VS Code's `l10n.t`: it does not know particles, and logs what has no translation, such as texts of people's models.
  const templates = vscode.l10n.bundle ?? {};
  useTranslator((text, ...values) => fillWithParticles(templates[text] ?? text, values), vscode.env.language);
}

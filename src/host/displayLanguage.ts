import * as vscode from 'vscode';
import { useTranslator } from '../live/sentences.js';

/** Sentences are in VS Code's display language from now on; each bundle asks for that itself. */
export function useDisplayLanguage(): void {
  useTranslator((text, ...values) => vscode.l10n.t(text, ...values), vscode.env.language);
}

import type * as vscode from 'vscode';
import { dominantScript } from '../../core/text/script.js';
import type { RunSettings, TagRequest } from '../../live/runRequest.js';
import type { ModelDescription } from '../../protocol/engine.js';
import type { ActiveEditor } from '../editor/activeEditor.js';
import { visibleOffsets } from '../editor/visibleWindow.js';
import type { ChosenModel } from '../models/chooseModel.js';
import type { ModelChoice } from '../models/modelChoice.js';
import { liveText } from '../runs/documentText.js';
import { readsMarkup } from '../settings.js';

/** What says how a document is to be run. */
export interface RequestServices {
  readonly active: ActiveEditor;
  readonly choice: ModelChoice;
}

/** How a document is run. */
export interface RequestOptions {
  /** Instead of the models chosen for the document. */
  modelName?(): Promise<string>;
  /** Throws a sentence if the model cannot be run so. */
  settings(model: ModelDescription): Omit<RunSettings, 'visible'>;
  /** The only text that is run: one model reads it, the one for most of its letters. */
  readonly part?: string;
}

/** The request to run a document by the models that are chosen for it when it comes to that. */
export function requestOf(
  services: RequestServices,
  document: vscode.TextDocument,
  options: RequestOptions,
  signal: AbortSignal,
): TagRequest {
  const { modelName, settings } = options;
  let chosen: Promise<readonly ChosenModel[]> | null = null;
  let models: readonly ChosenModel[] = [];
  const choose = async (): Promise<readonly ChosenModel[]> =>
    (models = await (chosen ??= chooseFor(services, document, options)));
  const requestFor = (k: number): TagRequest => ({
    document: liveText(document),
    modelName: async () => (await choose())[k].name,
    byHand: modelName !== undefined || services.choice.remembered(document) !== null,
    settings: (model) => ({
      visible: visibleOffsets(editorOf(services, document)),
      languageId: readsMarkup() ? document.languageId : undefined,
      script: models[k].script,
      ...settings(model),
    }),
    signal,
  });
  const others = async () => (await choose()).slice(1).map((_, k) => requestFor(k + 1));
  return { ...requestFor(0), others };
}

async function chooseFor(
  { choice }: RequestServices,
  document: vscode.TextDocument,
  { modelName, part }: RequestOptions,
): Promise<readonly ChosenModel[]> {
  if (modelName) return [{ name: await modelName() }];
  const all = await choice.allOf(document);
  if (part === undefined) return all;
  const script = dominantScript(part);
  const { name } = all.find((model) => model.script === script) ?? all[0];
  return [{ name }];
}

/** The active editor, if it shows a document. */
export function editorOf(
  { active }: Pick<RequestServices, 'active'>,
  document: vscode.TextDocument,
): vscode.TextEditor | null {
  return active.editor?.document === document ? active.editor : null;
}

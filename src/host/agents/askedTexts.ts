import * as vscode from 'vscode';
import { AgentError } from '../../live/agents/agentError.js';
import type { AskedText } from '../../live/agents/textRuns.js';
import type { ActiveEditor } from '../editor/activeEditor.js';
import type { ModelChoice } from '../models/modelChoice.js';
import type { Models } from '../models/models.js';
import { nameOf } from '../runs/documentText.js';
import { classificationUnit, readsMarkup } from '../settings.js';

/** What says which text is meant, and which model reads it. */
export interface AskedTextServices {
  readonly active: ActiveEditor;
  readonly models: Models;
  readonly choice: ModelChoice;
}

/** UTF-16 code units of a text and of a document that are read: some seconds of work. */
const LONGEST_TEXT = 200_000;
const LONGEST_DOCUMENT = 2_000_000;

/** Names of documents and models that a sentence lists. */
const MOST_LISTED = 30;

/** The open document that a uri, path or name is of; the active one without any. Says which there are. */
export function openDocument(
  { active }: Pick<AskedTextServices, 'active'>,
  name?: string,
): vscode.TextDocument {
  if (name === undefined) {
    if (active.document) return active.document;
    throw new AgentError(
      `No document is in the active editor: hand over "text", or a "document". ${openOnes()}`,
    );
  }
  const found = matching(name);
  if (found.length === 1) return found[0];
  const problem =
    found.length > 1 ? `Several open documents are "${name}": use a URI.` : `"${name}" is not open.`;
  throw new AgentError(`${problem} ${openOnes()} What is not open can be handed over as "text".`);
}

/** A text or document with the model that reads it: the named one, else as the extension chooses. Says which models there are. */
export async function askedText(
  services: AskedTextServices,
  what: vscode.TextDocument | string,
  model: string | undefined,
): Promise<AskedText> {
  const isText = typeof what === 'string';
  const text = isText ? what : what.getText();
  checkLength(text, isText ? LONGEST_TEXT : LONGEST_DOCUMENT);
  const chosen = model ?? (isText ? await services.choice.ofText(text) : await services.choice.of(what));
  await checkModel(services.models, chosen);
  const unit = classificationUnit();
  return {
    ...{ name: isText ? '' : nameOf(what), uri: isText ? '' : what.uri.toString(), text, modelName: chosen },
    ...(!isText && readsMarkup() && { languageId: what.languageId }),
    ...(unit !== 'selection' && { unit }),
  };
}

function checkLength(text: string, most: number): void {
  if (text.trim() === '')
    throw new AgentError('There is no text: hand over "text", or name another "document".');
  if (text.length > most)
    throw new AgentError(
      `The text has ${text.length} characters, and ${most} can be read at once: ask about a part of it as "text" ` +
        `(up to ${LONGEST_TEXT} characters).`,
    );
}

async function checkModel(models: Models, name: string): Promise<void> {
  const problem = await models.problemWith(name);
  if (problem === null) return;
  const entries = await models.list();
  const usable = entries.flatMap((entry) => (entry.kind === 'usable' ? [entry.manifest] : []));
  const words = usable.map(
    ({ name: id, task, language, title }) => `${id} (${task}, ${language || 'any'}: ${title})`,
  );
  const isThere = entries.some(({ id }) => id === name);
  throw new AgentError(
    `${isThere ? problem : `There is no model "${name}".`} Models: ${listed(words, '; ')}.`,
  );
}

/** Open documents by uri, path, path in the workspace or, if that is one only, by name. */
function matching(name: string): vscode.TextDocument[] {
  const documents = shownDocuments();
  const form = name.replaceAll('\\', '/');
  const tests: ((document: vscode.TextDocument) => boolean)[] = [
    ({ uri }) => uri.toString() === name || uri.toString(true) === name,
    ({ uri }) => uri.path === form || uri.fsPath === name,
    ({ uri }) => vscode.workspace.asRelativePath(uri, false) === form,
    (document) => nameOf(document) === form,
  ];
  return tests.map((test) => documents.filter(test)).find((found) => found.length > 0) ?? [];
}

function openOnes(): string {
  const uris = shownDocuments().map(({ uri }) => uri.toString());
  return uris.length === 0 ? 'No document is open.' : `Open documents: ${listed(uris, ', ')}.`;
}

/** What people have open: not what extensions write into output channels and the like. */
function shownDocuments(): vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(({ uri, isClosed }) => !isClosed && uri.scheme !== 'output');
}

function listed(names: readonly string[], between: string): string {
  const more = names.length - MOST_LISTED;
  return names.slice(0, MOST_LISTED).join(between) + (more > 0 ? `${between}and ${more} more` : '');
}

import * as vscode from 'vscode';
import { ModelRegistry, type ModelContent, type ModelEntry } from '../../models/modelRegistry.js';
import { folderSource } from '../../models/modelSource.js';
import { sentenceOf, t } from '../../live/sentences.js';
import { workspaceFolders } from './workspaceFolders.js';

/** A model cannot be used; `message` is a sentence that names the file and what to do. */
export class ModelError extends Error {}

/** The models that people can choose, and what they are told of those that cannot be used. */
export class Models {
  private readonly registry: ModelRegistry;

  constructor(extensionUri: vscode.Uri) {
    const root = vscode.Uri.joinPath(extensionUri, 'media', 'models');
    const placeOf = (folder: string): string => `media/models/${folder}`;
    this.registry = new ModelRegistry([folderSource('extension', workspaceFolders(root), placeOf)]);
  }

  /** Ids of all models, sorted; whether they can be used is not looked at. */
  async ids(): Promise<string[]> {
    return (await this.registry.list()).map(({ id }) => id);
  }

  /** All models by id; a damaged one does not hide the others. */
  list(): Promise<readonly ModelEntry[]> {
    return this.registry.list();
  }

  /** One sentence on why a model cannot be used, or null; the numbers in its weights are not looked at. */
  async problemWith(id: string): Promise<string | null> {
    const entry = await this.registry.find(id);
    if (!entry) return t('There is no model "{0}": choose one with "RNN Lens: Select Model".', id);
    return entry.kind === 'damaged' ? unusable(entry, sentenceOf(entry.problem)) : null;
  }

  /** The files of one model; rejects with ModelError. */
  async read(id: string): Promise<ModelContent> {
    const problem = await this.problemWith(id);
    if (problem !== null) throw new ModelError(problem);
    return this.registry.read(id);
  }

  /** The sentence for a model that the engine found damaged. */
  async refused(id: string, problem: string): Promise<ModelError> {
    const entry = await this.registry.find(id);
    return new ModelError(unusable({ id, place: entry?.place ?? id }, problem));
  }
}

/** The one sentence for a model whose files are damaged, whoever found out. */
export function unusable({ id, place }: Pick<ModelEntry, 'id' | 'place'>, problem: string): string {
  const sentence = 'The model "{0}" cannot be used ({1}: {2}): reinstall RNN Lens or select another model.';
  return t(sentence, id, place, problem.replace(/\.$/, ''));
}

import * as vscode from 'vscode';
import type { GenerationSettings, RunUnit } from '../protocol/engine.js';
import { AUTOMATIC } from './models/chooseModel.js';

/** What a classifier runs as one sequence, where people choose. */
const CLASSIFICATION_UNITS: readonly RunUnit[] = ['line', 'document', 'selection'];

/** `rnnLens.follow`: what is kept up with edits. */
export type FollowMode = 'off' | 'tags' | 'everything';

/** In the order in which a click goes through them. */
const FOLLOW_MODES: readonly FollowMode[] = ['everything', 'tags', 'off'];

/** Whether a change of the settings can change which model runs, or on what. */
export function affectsRuns(event: vscode.ConfigurationChangeEvent): boolean {
  return ['model', 'models', 'classificationUnit', 'readMarkup', 'tagSet'].some((name) =>
    event.affectsConfiguration(`rnnLens.${name}`),
  );
}

/** `rnnLens.model`: the name of the model for all documents, or `auto`. */
export function modelSetting(): string {
  return section().get<string>('model', AUTOMATIC);
}

/** `rnnLens.models`: language ids and scripts with the name of their model. */
export function modelsSetting(): Readonly<Record<string, string>> {
  return section().get<Record<string, string>>('models', {});
}

/** `rnnLens.modelFolders`: folders with models, relative ones in each folder of the workspace. */
export function modelFoldersSetting(): readonly string[] {
  return section().get<string[]>('modelFolders', []);
}

/** Whether a change of the settings can change where models are looked for. */
export function affectsModelFolders(event: vscode.ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration('rnnLens.modelFolders');
}

/** `rnnLens.follow`. */
export function followMode(): FollowMode {
  const mode = section().get<FollowMode>('follow', 'everything');
  return FOLLOW_MODES.includes(mode) ? mode : 'everything';
}

/** The mode of following that comes after one: each can be reached from each. */
export function nextFollowMode(mode: FollowMode): FollowMode {
  return FOLLOW_MODES[(FOLLOW_MODES.indexOf(mode) + 1) % FOLLOW_MODES.length];
}

/** Sets `rnnLens.follow` where people have set it: in the workspace, or else for all. */
export async function setFollowMode(mode: FollowMode): Promise<void> {
  const inWorkspace = section().inspect<FollowMode>('follow')?.workspaceValue !== undefined;
  const { Workspace, Global } = vscode.ConfigurationTarget;
  await section().update('follow', mode, inWorkspace ? Workspace : Global);
}

/** `rnnLens.classificationUnit`. */
export function classificationUnit(): RunUnit {
  const unit = section().get<RunUnit>('classificationUnit', 'line');
  return CLASSIFICATION_UNITS.includes(unit) ? unit : 'line';
}

/** `rnnLens.readMarkup`: documents with markup are read as the text in them. */
export function readsMarkup(): boolean {
  return section().get<boolean>('readMarkup', true);
}

/** `rnnLens.tagSet`: the tag set of models that have several; undefined for the first each has. */
export function tagSetSetting(): string | undefined {
  const name = section().get<string>('tagSet', AUTOMATIC);
  return name === AUTOMATIC ? undefined : name;
}

/** `rnnLens.generation.*`. */
export function generationDefaults(): GenerationSettings {
  const generation = vscode.workspace.getConfiguration('rnnLens.generation');
  return {
    temperature: generation.get('temperature', 0.8),
    seed: generation.get('seed', 1),
    maxCharacters: generation.get('maxCharacters', 400),
    stop: generation.get('stop', ''),
  };
}

/** `rnnLens.training.cores`; undefined for all but one. */
export function trainingCores(): number | undefined {
  const cores = section().get<number>('training.cores', 0);
  return cores > 0 ? cores : undefined;
}

function section(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('rnnLens');
}

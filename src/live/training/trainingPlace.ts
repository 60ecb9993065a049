import type { FinishedModel } from '../../protocol/training.js';

/** The folder of one training: its recipe and data, where it stands, and its checkpoints. */
export interface TrainingFolder {
  /** null if the file is not there. */
  read(file: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Makes or replaces a file, whole or not at all; rejects with the system's error. */
  write(file: string, bytes: Uint8Array): Promise<void>;
  /** A file, or a folder with all in it; nothing happens where there is none. */
  remove(file: string): Promise<void>;
}

/** Where the trainings of a workspace are kept, and the models they make. */
export interface TrainingPlace {
  names(): Promise<readonly string[]>;
  folder(name: string): TrainingFolder;
  removeTraining(name: string): Promise<void>;
  writeModel(name: string, model: FinishedModel): Promise<void>;
  removeModel(name: string): Promise<void>;
  /** Whether there is a model or a training of the name. */
  isTaken(name: string): Promise<boolean>;
}

/** Files of a training's folder. The data have the names that they have in the recipe. */
export const TRAINING_FILES = {
  recipe: 'recipe.json',
  record: 'training.json',
  /** All that is needed to go on, after the last epoch. */
  state: 'state.safetensors',
  /** Of all checkpoints' networks. */
  manifest: 'model.json',
  /** A folder. */
  checkpoints: 'checkpoints',
  startManifest: 'start/model.json',
  startWeights: 'start/weights.safetensors',
} as const;

/** A checkpoint's network, and what is told of it. */
export function checkpointFiles(checkpoint: number): { readonly weights: string; readonly moment: string } {
  const number = String(checkpoint).padStart(5, '0');
  return { weights: `checkpoints/${number}.safetensors`, moment: `checkpoints/${number}.json` };
}

export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}

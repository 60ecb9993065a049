import * as vscode from 'vscode';
import {
  EXPORT_ENDINGS,
  EXPORT_FORMATS,
  isOwnProgram,
  type ExportFormat,
} from '../../core/export/exportFormats.js';
import type { ExportedFiles } from '../../core/export/exportModel.js';
import { RnnLensError } from '../../core/problems.js';
import type { EngineClient } from '../../live/engineClient.js';
import { Refusal } from '../../live/refusal.js';
import { sentenceOf, t } from '../../live/sentences.js';
import type { Models } from '../models/models.js';
import { pickFrom } from '../models/selectModel.js';
import { say } from '../status/statusMessage.js';

/** What exporting a model needs. */
export interface ExportServices {
  readonly models: Models;
  readonly engine: () => EngineClient;
}

/** What a key binding may have decided already. */
interface Asked {
  readonly model?: string;
  readonly format?: ExportFormat;
  readonly target?: vscode.Uri;
}

interface FormatItem extends vscode.QuickPickItem {
  readonly format: ExportFormat;
}

/** Writes a model that people choose as another framework reads it, where they say. */
export async function exportModel(services: ExportServices, given: unknown): Promise<void> {
  const asked = askedIn(given);
  const model = asked.model ?? (await askModel(services.models));
  if (model === undefined) return;
  const { manifest, weights } = await services.models.read(model);
  const format = asked.format ?? (await askFormat());
  if (!format) return;
  const target = asked.target ?? (await askTarget(model, format));
  if (!target) return;
  const fileName = target.path.slice(target.path.lastIndexOf('/') + 1);
  const made = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t('Writing {0} …', fileName) },
    () => services.engine().call('exportModel', { manifest, weights, format, fileName }),
  );
  await write(vscode.Uri.joinPath(target, '..'), made);
  tell(fileName, made);
}

/** A program of somebody else's is never replaced: only the first file's name was asked about. */
async function write(folder: vscode.Uri, { files }: ExportedFiles): Promise<void> {
  for (const { name } of files.slice(1)) {
    const there = await readIfThere(vscode.Uri.joinPath(folder, name));
    if (there && !isOwnProgram(there))
      throw new Refusal(
        t('{0} is there already and was not written by RNN Lens: choose another name.', name),
      );
  }
  for (const { name, bytes } of files)
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), bytes);
}

async function readIfThere(file: vscode.Uri): Promise<Uint8Array | null> {
  try {
    return await vscode.workspace.fs.readFile(file);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return null;
    throw error;
  }
}

/** What is not in the file is said, and stays until it was read. */
function tell(fileName: string, { files, notes }: ExportedFiles): void {
  const [, program] = files;
  const saved = program
    ? t('RNN Lens: {0} and {1} were saved.', fileName, program.name)
    : t('RNN Lens: {0} was saved.', fileName);
  if (notes.length === 0) return void say(saved);
  const said = notes.map((note) => sentenceOf(new RnnLensError('{0}', note)));
  void vscode.window.showInformationMessage([saved, ...said].join(' '));
}

async function askModel(models: Models): Promise<string | undefined> {
  const fitting = (await models.list()).filter((entry) => entry.kind === 'usable');
  const title = t('RNN Lens: Export Model');
  return pickFrom({ fitting, others: [], damaged: [] }, title, t('The model to export'));
}

async function askFormat(): Promise<ExportFormat | undefined> {
  const items: FormatItem[] = [
    {
      format: 'pytorch',
      label: 'PyTorch',
      description: t('state_dict as .safetensors, and a program in Python that loads it'),
    },
    { format: 'onnx', label: 'ONNX', description: t('one file, opset 14; its outputs are probabilities') },
    { format: 'npz', label: 'NumPy', description: t('all numbers by name, .npz') },
  ];
  const placeHolder = t('What it is written as');
  return (await vscode.window.showQuickPick(items, { title: t('RNN Lens: Export Model'), placeHolder }))
    ?.format;
}

function askTarget(model: string, format: ExportFormat): Thenable<vscode.Uri | undefined> {
  const ending = EXPORT_ENDINGS[format];
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const defaultUri = folder && vscode.Uri.joinPath(folder, `${model.replace(/[^\w.-]+/g, '-')}${ending}`);
  return vscode.window.showSaveDialog({
    title: t('RNN Lens: Export Model'),
    filters: { [format === 'npz' ? 'NumPy' : format === 'onnx' ? 'ONNX' : 'safetensors']: [ending.slice(1)] },
    ...(defaultUri && { defaultUri }),
  });
}

function askedIn(given: unknown): Asked {
  if (typeof given !== 'object' || given === null) return {};
  const { model, format, target } = given as Record<string, unknown>;
  return {
    ...(typeof model === 'string' && { model }),
    ...(EXPORT_FORMATS.some((one) => one === format) && { format: format as ExportFormat }),
    ...(target instanceof vscode.Uri && { target }),
  };
}

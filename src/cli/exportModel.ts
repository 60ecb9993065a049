import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isOwnProgram, type ExportFormat } from '../core/export/exportFormats.js';
import { exportModel } from '../core/export/exportModel.js';
import { readParameters } from '../core/formats/modelPackage.js';
import { RnnLensError } from '../core/problems.js';
import { fill } from '../core/sentence.js';
import { modelContent } from './modelFolders.js';
import { replaceFile } from './outputFile.js';

/**
 * Writes a model as another framework reads it, at `out` (PyTorch's program beside it); resolves to what is said.
 * Rejects with RnnLensError for what the format has no words for, and for a damaged model.
 */
export async function writeExport(model: string, format: ExportFormat, out: string): Promise<string> {
  const content = await modelContent(model);
  const { manifest, parameters } = readParameters(content.manifest, content.weights);
  const find = (name: string): Float32Array => parameters.get(name)!;
  const { files, notes } = exportModel(manifest, find, format, path.basename(out));
  const folder = path.dirname(out);
  for (const { name } of files.slice(1)) checkOwn(path.join(folder, name));
  for (const { name, bytes } of files) replaceFile(path.join(folder, name), bytes);
  const said = notes.map(({ text, values }) => fill(text, values));
  const written = files.map(({ name, bytes }) => `${path.join(folder, name)}: ${bytes.length} bytes`);
  return `${[...said, ...written].join('\n')}\n`;
}

/** A program of somebody else's is never replaced: its name was not given. */
function checkOwn(file: string): void {
  if (existsSync(file) && !isOwnProgram(readFileSync(file)))
    throw new RnnLensError('{0} is there already and was not written by RNN Lens: give another --out.', file);
}

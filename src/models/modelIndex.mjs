// Lists the models that come with the extension, for the build: where it is read over the web, folders cannot be listed.
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where the list lies in the extension's folder. */
export const MODEL_INDEX = path.join('dist', 'models.json');

/** Writes the list of `media/models` of an extension's folder: file sizes in bytes, by folder and file. */
export function writeModelIndex(extension) {
  const models = path.join(extension, 'media', 'models');
  const filesOf = (folder) =>
    entriesOf(path.join(models, folder), (facts) => facts.isFile()).map(([file, { size }]) => [file, size]);
  const folders = entriesOf(models, (facts) => facts.isDirectory());
  const index = Object.fromEntries(folders.map(([folder]) => [folder, Object.fromEntries(filesOf(folder))]));
  writeFileSync(path.join(extension, MODEL_INDEX), `${JSON.stringify(index)}\n`);
}

function entriesOf(folder, isWanted) {
  const entries = readdirSync(folder)
    .sort()
    .map((name) => [name, statSync(path.join(folder, name))]);
  return entries.filter(([, facts]) => isWanted(facts));
}

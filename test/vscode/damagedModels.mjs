// The extension as it is, but with damaged models beside the good ones.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const manifest = 'model.json';
const weights = 'weights.safetensors';

/** Each damaged model: its name, what people are told of it, and how it comes about in a copy of a good one. */
export const damagedModels = [
  {
    name: 'bad-manifest',
    message: /model\.json is not valid JSON/,
    damage: (folder) => cut(path.join(folder, manifest), 0.5),
  },
  {
    name: 'bad-weights',
    message: /weights\.safetensors: /,
    damage: (folder) => cut(path.join(folder, weights), 0.5),
  },
  {
    name: 'no-weights',
    message: /weights\.safetensors is missing/,
    damage: (folder) => rmSync(path.join(folder, weights)),
  },
];

/** A good model that is there besides: a copy of another one, next to which it is listed. */
export const twinModel = 'english-pos-twin';

/** Makes `folder` the extension in `root` (by links) with the damaged models besides. */
export function extensionWithDamagedModels(root, folder) {
  const models = path.join('media', 'models');
  mkdirSync(path.join(folder, models), { recursive: true });
  for (const name of ['dist', 'node_modules', 'out']) link(root, folder, name);
  for (const name of readdirSync(root).filter((file) => /^package(\.nls.*)?\.json$/.test(file)))
    cpSync(path.join(root, name), path.join(folder, name));
  for (const name of readdirSync(path.join(root, 'media')))
    if (name !== 'models') link(root, folder, path.join('media', name));
  const names = readdirSync(path.join(root, models));
  for (const name of names) link(root, folder, path.join(models, name));
  for (const { name, damage } of [...damagedModels, { name: twinModel, damage: () => undefined }]) {
    const target = path.join(folder, models, name);
    cpSync(path.join(root, models, 'english-pos'), target, { recursive: true });
    const text = readFileSync(path.join(target, manifest), 'utf8');
    writeFileSync(path.join(target, manifest), text.replaceAll('english-pos', name));
    damage(target);
  }
}

function link(root, folder, name) {
  symlinkSync(path.join(root, name), path.join(folder, name), 'junction');
}

function cut(file, share) {
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length * share)));
}

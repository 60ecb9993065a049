import { MODEL_FILES, readManifest, type ModelManifest } from '../../core/formats/modelPackage.js';
import { RnnLensError } from '../../core/problems.js';
import { directionCount, stateSize, type RnnConfig } from '../../core/rnn/config.js';

/** Reads the `model.json` of a model's folder; throws RnnLensError naming the file and what is wrong with it. */
export function parseManifest(json: string, folderName: string): ModelManifest {
  const manifest = readManifest(json);
  if (manifest.name === folderName) return manifest;
  throw new RnnLensError(
    `${MODEL_FILES.manifest}: "name" is "${manifest.name}", but the folder is "${folderName}".`,
  );
}

/** `LSTM · 1 layer × 2 directions × 256 units`. */
export function describeNetwork(rnn: RnnConfig): string {
  const counts = [
    counted(rnn.layers, 'layer'),
    counted(directionCount(rnn), 'direction'),
    counted(stateSize(rnn), 'unit'),
  ];
  return `${rnn.cell} · ${counts.join(' × ')}`;
}

/** `3.4 MB`. */
export function describeSize(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

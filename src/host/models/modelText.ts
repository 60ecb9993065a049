import { directionCount, stateSize, type RnnConfig } from '../../core/rnn/config.js';
import { shortScore } from '../../core/views/score.js';
import type { UsableModel } from '../../models/modelRegistry.js';

/** What tells models apart in a list; the score first, which a narrow list must not cut off. */
export function describeModel({ manifest, sizeBytes }: Pick<UsableModel, 'manifest' | 'sizeBytes'>): string {
  const facts = [shortScore(manifest.score), describeNetwork(manifest.rnn), describeSize(sizeBytes)];
  return facts.filter((fact) => fact !== '').join(' · ');
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

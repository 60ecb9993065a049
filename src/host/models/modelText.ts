import { directionCount, stateSize, type RnnConfig } from '../../core/rnn/config.js';
import { formatUnits } from '../../core/views/format.js';
import { shortScore } from '../../core/views/score.js';
import { shortScoreWords } from '../../live/modelWords.js';
import { plural, t } from '../../live/sentences.js';
import type { UsableModel } from '../../models/modelRegistry.js';

/** What tells models apart in a list; the score first, which a narrow list must not cut off. */
export function describeModel({ manifest, sizeBytes }: Pick<UsableModel, 'manifest' | 'sizeBytes'>): string {
  const facts = [
    shortScoreWords(shortScore(manifest.score)),
    describeNetwork(manifest.rnn),
    describeSize(sizeBytes),
  ];
  return facts.filter((fact) => fact !== '').join(' · ');
}

/** `LSTM · 1 layer × 2 directions × 256 units`. */
export function describeNetwork(rnn: RnnConfig): string {
  const units = rnn.layerUnits
    ? t('{0} units', formatUnits(rnn))
    : plural(stateSize(rnn), '{0} unit', '{0} units');
  const layers = plural(rnn.layers, '{0} layer', '{0} layers');
  const counts = [layers, plural(directionCount(rnn), '{0} direction', '{0} directions'), units];
  return `${rnn.cell} · ${counts.join(' × ')}`;
}

/** `3.4 MB`. */
export function describeSize(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

import { surfaceLabel } from '../text/surface.js';
import type { HeadConfig, HeadOutput } from './head.js';

/** Puts what a head's rules say of tokens [N] in the place of what the network says: the label, and that it is certain. */
export function applySurface(
  { level, labels, surface }: Pick<HeadConfig, 'level' | 'labels' | 'surface'>,
  tokens: readonly string[],
  output: HeadOutput,
): void {
  if (!surface) return;
  const classes = labels.length;
  tokens.forEach((form, t) => {
    const label = surfaceLabel(surface, form);
    if (label === null) return;
    if (output.sequenceProbabilities) output.sequenceProbabilities[t] = 1;
    const id = level === 'token' ? labels.indexOf(label) : -1;
    if (id < 0) return;
    output.labels[t] = id;
    output.probabilities.fill(0, t * classes, (t + 1) * classes);
    output.probabilities[t * classes + id] = 1;
  });
}

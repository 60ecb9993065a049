import type { ForeignFile } from '../foreign.js';
import { symbolsIn } from './vocabulary.js';

const LABELS = /label|class|tags?\b|categor|^names$/i;
const VOCABULARY = /vocab|token|char|word|symbol|alphabet|stoi|itos/i;
const LONGEST = 1 << 24;

/** Vocabularies and labels that somebody wrote into a file's metadata as JSON, by the names they have there. */
export function symbolsInMetadata(
  metadata: Iterable<readonly [string, string]>,
): Pick<ForeignFile, 'vocabularies' | 'labels'> {
  const vocabularies: ForeignFile['vocabularies'][number][] = [];
  let labels: readonly string[] | null = null;
  for (const [name, value] of metadata) {
    if (value.length > LONGEST || !/^\s*[[{]/.test(value)) continue;
    const isLabels = LABELS.test(name);
    if (!isLabels && !VOCABULARY.test(name)) continue;
    const read = symbolsIn(value, name);
    if (read.kind === 'none') continue;
    if (!isLabels) vocabularies.push(read.vocabulary);
    else if (read.labels.length > 0) labels ??= read.labels;
  }
  return { vocabularies, labels };
}

// Documents of any size for the benchmarks of typing.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '../../../src/core/math/random.js';
import { root } from '../../project.mjs';

/** Sentences of the sample texts in a random order: about as many tokens as wanted, a paragraph every `perLine`. */
export function documentOf(tokens: number, random: Random, perLine = Infinity): string {
  const files = ['lighthouse.txt', 'notes.md'];
  const text = files
    .map((name) => readFileSync(path.join(root, 'media', 'samples', name), 'utf8'))
    .join('\n');
  const sentences = text.split(/(?<=[.!?])\s+/).filter((sentence) => sentence.length > 10);
  let all = '';
  for (let count = 0, n = 1; count < tokens; n++) {
    const sentence = sentences[Math.floor(random.next() * sentences.length)];
    all += `${sentence}${n % perLine === 0 ? '\n' : ' '}`;
    count += sentence.split(/\s+/).length * 1.15;
  }
  return all;
}

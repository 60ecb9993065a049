import type { ModelManifest } from '../../core/formats/manifest.js';
import { EDITS_HEAD } from '../../core/morphology/labelSet.js';
import { RnnLensError } from '../../core/problems.js';
import { certaintyNames } from './certainty.js';

/** What `tag` writes; `jsonl` is the objects of `json`, one a line. */
export const FORMATS = ['conllu', 'tsv', 'json', 'jsonl'] as const;
export type Format = (typeof FORMATS)[number];

/** What stands around the answers of a file, or of all files where they are written behind one another. */
export interface Framing {
  readonly head: string;
  readonly tail: string;
  /** What an answer begins with and the first one of a file does not. */
  readonly separator: string;
  /** The line before the answers of one input of several. */
  document(name: string): string;
}

type Described = Pick<ModelManifest, 'name' | 'task' | 'tokenizer' | 'heads'>;

/** Throws RnnLensError where there is nothing to tag with, or nothing to write in a format. */
export function checkFormat({ name, task, tokenizer, heads }: Described, format: Format): void {
  if (heads.length === 0)
    throw new RnnLensError('"{0}" gives no labels (its task is {1}): see `states`.', name, task);
  if (format !== 'conllu') return;
  if (task === 'language-model' || !readsWords(tokenizer))
    throw new RnnLensError(
      '"{0}" reads no words, which CoNLL-U is of: choose --format tsv, json or jsonl.',
      name,
    );
}

/** The format of a model where none is asked for. */
export function defaultFormat({ task, tokenizer }: Pick<Described, 'task' | 'tokenizer'>): Format {
  return task === 'tagging' && readsWords(tokenizer) ? 'conllu' : 'tsv';
}

function readsWords(tokenizer: Described['tokenizer']): boolean {
  return tokenizer === 'english' || tokenizer === 'korean';
}

/** What is written beside what a model says. */
export interface WhatIsWritten {
  readonly positions: boolean;
  readonly certainty?: boolean;
}

/** What stands around what a model says. */
export function framingOf(
  manifest: Described,
  format: Format,
  { positions, certainty = false }: WhatIsWritten,
): Framing {
  const comment = (name: string): string => `# newdoc id = ${name}\n`;
  const nothing = (): string => '';
  switch (format) {
    case 'conllu':
      return { head: '', tail: '', separator: '', document: comment };
    case 'tsv':
      return {
        head: `${columns(manifest, { positions, certainty }).join('\t')}\n`,
        tail: '',
        separator: '',
        document: comment,
      };
    case 'json':
      return { head: '[', tail: '\n]\n', separator: ',', document: nothing };
    case 'jsonl':
      return { head: '', tail: '', separator: '', document: nothing };
  }
}

/** Names of the columns of `tsv`. */
function columns({ task, heads }: Described, { positions, certainty }: WhatIsWritten): string[] {
  const places = positions ? ['start', 'end'] : [];
  const sure = certainty ? certaintyNames(heads) : [];
  if (task === 'language-model')
    return ['character', 'surprisal', ...places, ...(certainty ? ['expected', ...sure] : [])];
  if (task === 'classification') {
    const labels = heads.flatMap((head, k) =>
      head.labels.map((label) => (k === 0 ? label : `${head.name}:${label}`)),
    );
    const others = heads.slice(1).flatMap(({ name }) => [name, `${name}:probability`]);
    return [
      'class',
      'probability',
      ...others,
      ...labels.map((label) => `p(${label})`),
      ...sure,
      ...places,
      'text',
    ];
  }
  const names = heads.map(({ name }) => name);
  const analysed = names.includes(EDITS_HEAD);
  const more = [...(analysed || names.includes('xpos') ? ['xpos'] : []), ...(analysed ? ['morphemes'] : [])];
  const ofSegments = heads.filter(({ level }) => level === 'segment').map(({ name }) => name);
  return ['token', 'tag', 'probability', ...places, ...more, ...sure, ...ofSegments];
}

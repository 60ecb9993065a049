import { sentence } from '../../sentence.js';
import type { PlanLayer } from './dense.js';
import type { KerasLayer } from './graph.js';
import { countOf } from './json.js';
import { onlyInput } from './plan.js';
import { refuse } from './refusal.js';
import type { ForeignVocabulary } from '../foreign.js';

/** Text as it is becomes ids: that is done before the network. */
export const planTextVectorization: PlanLayer = (layer, inputs, plan) => {
  const input = onlyInput(layer, inputs);
  const mode = layer.config['output_mode'] ?? 'int';
  if (mode !== 'int' || input.flow.kind !== 'ids')
    refuse(
      sentence(
        'Layer "{0}" ({1}) makes {2} of a text, not ids of its words.',
        layer.id,
        layer.className,
        String(mode),
      ),
    );
  const steps = countOf(layer.config, 'output_sequence_length') ?? null;
  plan.window = steps;
  return { ...input, flow: { kind: 'ids', steps } };
};

/** What `lower_and_strip_punctuation` leaves out. */
const PUNCTUATION = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\'';

/** The vocabulary of such a layer: words in the order of their ids, in the settings or in a file of the archive. */
export function vectorizationVocabulary(
  { config, name }: KerasLayer,
  words: readonly unknown[],
  file: string,
): ForeignVocabulary | null {
  if (words.length === 0 || !words.every((word) => typeof word === 'string')) return null;
  const standard = config['standardize'] ?? 'lower_and_strip_punctuation';
  const isSpecial = words[0] === '' && words[1] === '[UNK]';
  const all = isSpecial ? words : ['', '[UNK]', ...words];
  const strips = standard === 'lower_and_strip_punctuation' || standard === 'strip_punctuation';
  return {
    place: `${file}: ${name}`,
    ids: new Map(all.map((word, id) => [word as string, id])),
    unit: config['split'] === 'character' ? 'characters' : 'words',
    tokenizer: {
      lower: standard === 'lower_and_strip_punctuation' || standard === 'lower',
      // Whoever does not leave out signs at least takes them from the words.
      filters: strips ? PUNCTUATION : '',
      removed: strips ? PUNCTUATION : '',
      split: ' ',
      charLevel: config['split'] === 'character',
      numWords: null,
      oovToken: '[UNK]',
    },
  };
}

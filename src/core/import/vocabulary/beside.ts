import type { SourceFiles } from '../files.js';

/** Files beside a model in which its symbols and labels may be, the likeliest first. */
export interface Beside {
  readonly vocabularies: readonly string[];
  readonly labels: readonly string[];
}

/** Names of vocabularies, the surest first. */
const VOCABULARY = [
  /^(keras_)?tokenizer[^/]*\.(pkl|pickle|joblib|json)$/i,
  /word[_-]?(2|to)?[_-]?(index|idx|id)|(char|token|w)[_-]?(2|to)?[_-]?(index|indices|idx|ids?|ix)\b/i,
  /vocab|alphabet|dictionary/i,
  /^(tokens|words|chars|characters|symbols)\b/i,
];
const LABELS = [
  /^(labels?|classes|class_names|tags?|categories|targets|intents)\b/i,
  /label|(^|[_-])(tag|class)(es|s)?[_.-]/i,
];
const READABLE = /\.(json|txt|csv|tsv|js|mjs|ts|pkl|pickle|joblib|vocab|dict)$|^[^.]+$/i;

/** Where AllenNLP keeps what belongs to a model. */
const FOLDER = { vocabulary: 'vocabulary/tokens.txt', labels: 'vocabulary/labels.txt' } as const;

/** Looks for them by name only: what is in them is read when one is chosen. */
export async function symbolsBeside(files: SourceFiles): Promise<Beside> {
  const names = files.names.filter((name) => name !== files.main.name && READABLE.test(name));
  const [tokens, labels] = await Promise.all([files.beside(FOLDER.vocabulary), files.beside(FOLDER.labels)]);
  const isLabels = (name: string): boolean => rankOf(name, LABELS) >= 0;
  return {
    vocabularies: [
      ...(tokens ? [FOLDER.vocabulary] : []),
      ...ranked(
        names.filter((name) => !isLabels(name)),
        VOCABULARY,
      ),
    ],
    labels: [...(labels ? [FOLDER.labels] : []), ...ranked(names, LABELS)],
  };
}

function rankOf(name: string, patterns: readonly RegExp[]): number {
  return patterns.findIndex((pattern) => pattern.test(name));
}

function ranked(names: readonly string[], patterns: readonly RegExp[]): string[] {
  return names
    .filter((name) => rankOf(name, patterns) >= 0)
    .sort((a, b) => rankOf(a, patterns) - rankOf(b, patterns) || (a < b ? -1 : 1));
}

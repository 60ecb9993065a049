import { tableAsMarkdown } from '../evaluate/reportFormats.js';
import type { ModelManifest } from '../formats/manifest.js';
import { networkShape } from './modelCard.js';

/** Marks in the README between which the table of models stands. */
export const MODELS_BEGIN = '<!-- models: written by `npm run evaluate` -->';
export const MODELS_END = '<!-- end of models -->';

/** The models of a project as a Markdown table with links to their cards. */
export function modelsTable(manifests: readonly ModelManifest[]): string {
  const rows = manifests.map(({ name, title, rnn, score, data }) => [
    `[${name}](media/models/${name}/README.md)`,
    title,
    networkShape(rnn),
    score.replace(' (development split)', ''),
    `${data.name} (${data.licence})`,
  ]);
  return tableAsMarkdown({
    title: '',
    columns: ['model', 'what it does', 'network', 'score', 'learned from'],
    rows,
  });
}

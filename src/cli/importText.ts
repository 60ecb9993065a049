import { readFileSync } from 'node:fs';
import { measureImport, type ImportMeasure } from '../core/evaluate/importMeasure.js';
import { isComparable } from '../core/import/comparable.js';
import type { ForeignVocabulary, Recognised } from '../core/import/foreign.js';
import { importPlan, type ImportChoices } from '../core/import/importPlan.js';
import { alphabetsOfSize, alphabetVocabulary } from '../core/import/vocabulary/alphabets.js';
import { fill, sentenceIn } from '../core/sentence.js';
import { formatBits, formatProbability } from '../core/views/format.js';
import { loadEngine } from '../kernel/load.js';

type Choices = Omit<ImportChoices, 'vocabulary'> & { readonly vocabulary: ForeignVocabulary | null };

/**
 * A table of what the network says of the beginning of a text under each answer to what its file leaves open, and of
 * each alphabet where there are no symbols; rejects with the system's error where the text cannot be read.
 */
export async function measuredAnswers(
  recognised: Recognised,
  choices: Choices,
  rows: number,
  textFile: string,
): Promise<string> {
  const text = readFileSync(textFile, 'utf8');
  const engine = loadEngine();
  const measure = async (of: ImportChoices): Promise<string> => {
    try {
      const plan = await importPlan(recognised, of);
      const source = { file: '', format: '', sha256: '' };
      const settings = plan.settings({ name: 'x', title: 'x', source });
      const turn = (): Promise<void> => Promise.resolve();
      return measured(await measureImport(plan.network, settings, text, { engine, turn }));
    } catch (error) {
      const sentence = sentenceIn(error);
      if (!sentence) throw error;
      return fill(sentence.text, sentence.values);
    }
  };
  const lines = ['question\tanswer\tmeasure\tbits\tp\tcounted\n'];
  const { vocabulary } = choices;
  if (!vocabulary) {
    for (const { id } of alphabetsOfSize(rows)) {
      const of = { ...choices, vocabulary: alphabetVocabulary(id, rows) };
      lines.push(`alphabet\t${id}\t${await measure(of)}\n`);
    }
    return lines.join('');
  }
  const { questions } = await importPlan(recognised, { ...choices, vocabulary });
  for (const { id, options } of questions.filter((question) => isComparable(question.id)))
    for (const { value } of options) {
      const answers = { ...choices.answers, [id]: value };
      lines.push(`${id}\t${value}\t${await measure({ ...choices, vocabulary, answers })}\n`);
    }
  return lines.join('');
}

/** The columns of a measure; a certainty is no loss and says so. */
function measured({ kind, bits, confidence, count }: ImportMeasure): string {
  const name = kind === 'loss' ? 'loss per token' : 'entropy (no loss: there are no labels)';
  const p = confidence === null ? '' : formatProbability(confidence);
  return [name, formatBits(bits), p, count].join('\t');
}

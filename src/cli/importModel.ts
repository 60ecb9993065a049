import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MODEL_FILES } from '../core/formats/manifest.js';
import type {
  ForeignFile,
  ForeignVocabulary,
  ImportAnswers,
  ImportQuestion,
} from '../core/import/foreign.js';
import { importedPackage } from '../core/import/importedModel.js';
import { importPlan, type ImportPlan } from '../core/import/importPlan.js';
import { rowsOf } from '../core/import/networkFacts.js';
import { openForeign } from '../core/import/openForeign.js';
import { FOREIGN_READERS } from '../core/import/readers.js';
import { alphabetsOfSize, alphabetVocabulary } from '../core/import/vocabulary/alphabets.js';
import { readVocabularyFile } from '../core/import/vocabularyFile.js';
import { RnnLensError } from '../core/problems.js';
import { fill, type Sentence } from '../core/sentence.js';
import { measuredAnswers } from './importText.js';
import { nodeSourceFile, nodeSourceFiles } from '../files/nodeFiles.js';

/** What of an import is given on the command line. */
export interface ImportOptions {
  /** A file of symbols, or null for what the model's file has. */
  readonly vocabulary: string | null;
  /** An alphabet that many models share, by its id. */
  readonly alphabet: string | null;
  /** A file of labels, or their names with commas between. */
  readonly labels: string | null;
  readonly name: string | null;
  /** The folder of models that the new one is put in. */
  readonly out: string;
  readonly answers: ImportAnswers;
  /** Says what is in the file and what it leaves open; nothing is written. */
  readonly isDryRun: boolean;
  /** A text that each answer to what is open is run over; null for none. */
  readonly text: string | null;
}

/**
 * Makes a model folder of a model file of another framework, or says what is in it; resolves to what is said. Rejects
 * with RnnLensError where the file cannot be run on text, or something that must be known was not given.
 */
export async function importModel(file: string, options: ImportOptions): Promise<string> {
  const foreign = await openForeign(await nodeSourceFiles(file), FOREIGN_READERS);
  const { recognised } = foreign;
  const about = described(foreign);
  if (recognised.kind === 'refused') {
    if (options.isDryRun) return `${about}\n${said(recognised.reason)}\n`;
    throw new RnnLensError('{0}', recognised.reason);
  }
  const network = await recognised.network(options.answers);
  const rows = rowsOf(network);
  const choices = await choicesOf(foreign, rows, options);
  const { answers, text } = options;
  const table = text === null ? '' : await measuredAnswers(recognised, { ...choices, answers }, rows, text);
  if (!choices.vocabulary) {
    const asked = [...recognised.questions.map(questionLine), ...vocabularyLines(rows)].join('');
    if (options.isDryRun) return `${about}\n${asked}${table}`;
    throw new RnnLensError(
      'The file says no symbols for its {0} ids: give --vocabulary FILE, or --alphabet NAME ({1}).',
      rows,
      alphabetsOfSize(rows)
        .map(({ id }) => id)
        .join(', ') || 'none is of this size',
    );
  }
  const plan = await importPlan(recognised, {
    ...choices,
    vocabulary: choices.vocabulary,
    answers,
  });
  if (options.isDryRun) return `${about}\n${plan.questions.map(questionLine).join('')}${notes(plan)}${table}`;
  checkAnswered(plan);
  return `${table}${await write(file, foreign, plan, options)}`;
}

async function write(
  file: string,
  { format }: ForeignFile,
  plan: ImportPlan,
  { name, out }: ImportOptions,
): Promise<string> {
  const id = name ?? nameOf(file);
  const folder = path.join(out, id);
  if (existsSync(folder)) throw new RnnLensError('{0} is there already: give another --name.', folder);
  const source = { file: path.basename(file), format, sha256: await sha256(file) };
  const { json, weights, manifest } = importedPackage(
    plan.network,
    plan.settings({ name: id, title: id, source }),
  );
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, MODEL_FILES.manifest), json);
  await writeFile(path.join(folder, MODEL_FILES.weights), weights);
  return `${notes(plan)}${folder}: ${manifest.task}, ${manifest.rnn.cell}, ${manifest.rnn.layers} × ${manifest.rnn.hiddenSize}\n`;
}

async function choicesOf(
  foreign: ForeignFile,
  rows: number,
  { vocabulary, alphabet, labels }: ImportOptions,
): Promise<{ readonly vocabulary: ForeignVocabulary | null; readonly labels: readonly string[] | null }> {
  const names = labels === null ? foreign.labels : await labelsOf(labels);
  if (alphabet !== null) return { vocabulary: alphabetVocabulary(alphabet, rows), labels: names };
  if (vocabulary === null) return { vocabulary: foreign.vocabularies.at(0) ?? null, labels: names };
  const { vocabularies } = await readVocabularyFile(await nodeSourceFile(vocabulary));
  const [first] = vocabularies;
  if (!first) throw new RnnLensError('{0} has labels, and no vocabulary.', vocabulary);
  return { vocabulary: first, labels: names };
}

async function labelsOf(given: string): Promise<readonly string[]> {
  if (!existsSync(given)) return given.split(',').map((label) => label.trim());
  const { labels } = await readVocabularyFile(await nodeSourceFile(given));
  if (!labels) throw new RnnLensError('{0} has no labels.', given);
  return labels;
}

function checkAnswered({ open }: ImportPlan): void {
  const [first] = open;
  if (!first) return;
  throw new RnnLensError(
    '{0} Give --answer {1}=…: {2}.',
    first.text,
    first.id,
    first.options.map(({ value }) => value).join(', '),
  );
}

/** A name for a folder from that of a file. */
function nameOf(file: string): string {
  const stem = path.basename(file).replace(/\.[^.]+$/, '');
  return (
    stem
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'imported'
  );
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function said({ text, values }: Sentence): string {
  return fill(text, values);
}

function described({ format, tensors, facts }: ForeignFile): string {
  const count = tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const lines = [
    format,
    ...facts.map(({ name, value }) => `${name}\t${value}`),
    `tensor\ttype\tshape`,
    ...tensors.map(({ name, dtype, shape }) => `${name}\t${dtype}\t[${shape.join(', ')}]`),
    `${count} numbers in ${tensors.length} tensors`,
  ];
  return `${lines.join('\n')}\n`;
}

function questionLine({ id, text, options, isNeeded }: ImportQuestion): string {
  const choices = options.map(({ value, title }) => `${value} (${said(title)})`).join(', ');
  return `--answer ${id}=…\t${said(text)}\t${choices}${isNeeded ? '\tmust be answered' : ''}\n`;
}

function vocabularyLines(rows: number): string[] {
  const alphabets = alphabetsOfSize(rows).map(({ id, title }) => `--alphabet ${id}\t${said(title)}\n`);
  return [`--vocabulary FILE\tsymbols of ${rows} ids\n`, ...alphabets];
}

function notes({ network }: ImportPlan): string {
  return network.notes.map((note) => `${said(note)}\n`).join('');
}

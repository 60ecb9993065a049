/** One text as one model reads it, as a page of HTML that needs nothing else: the same facts are the same bytes. */

import type { ModelManifest } from '../formats/manifest.js';
import { abbreviate, formatBits, formatCount, formatProbability } from '../views/format.js';
import { inEnglish, type Say } from '../sentence.js';
import { escapeHtml, factsHtml, paragraph, quoted, section, tableHtml, type Content } from './html.js';
import { networkHtml } from './network.js';
import { statesHtml, type ReportStates } from './picture.js';
import { REPORT_STYLE } from './style.js';
import { surprisalHtml } from './surprisal.js';
import { sequencesShown, tokensShown } from './words.js';

/** A label and how probable it is. */
export interface ReportClass {
  readonly label: string;
  readonly probability: number;
}

/** A token with what the model says of it. */
export interface ReportToken {
  readonly text: string;
  /** UTF-16, in the file. */
  readonly start: number;
  /** The sequence it is in, from 0. */
  readonly sequence: number;
  /** What is shown, and what is most probable besides it; left out where no head is of tokens or steps. */
  readonly label?: ReportClass | undefined;
  readonly runnerUp?: ReportClass | undefined;
  /** Further columns of a tagger: tags of a treebank, morphemes. */
  readonly xpos?: string | undefined;
  readonly lemma?: string | undefined;
  /** Of a language model: what the symbol itself had, and in bits; not known of the first. */
  readonly own?: { readonly probability: number; readonly bits: number } | undefined;
}

/** What a head of whole sequences says of one. */
export interface ReportVerdict {
  readonly head: string;
  readonly text: string;
  /** The label that is shown; of a head whose labels do not exclude one another all that are on. */
  readonly labels: readonly ReportClass[];
  readonly runnerUp?: ReportClass | undefined;
}

/** Everything a report says. */
export interface Report {
  /** Of RNN Lens. */
  readonly version: string;
  readonly manifest: ModelManifest;
  readonly parameterCount: number;
  readonly file: string;
  /** SHA-256 in hexadecimal digits: of the text in UTF-8, and of the model's two files. */
  readonly hashes: { readonly text: string; readonly weights: string; readonly manifest: string };
  /** What was chosen, by name. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  readonly counts: ReportCounts;
  /** The first tokens and sequences. */
  readonly tokens: readonly ReportToken[];
  readonly verdicts: readonly ReportVerdict[];
  /** How often each label is shown in the whole text, by head. */
  readonly labelCounts: readonly { readonly head: string; readonly counts: ReadonlyMap<string, number> }[];
  /** Of a language model: bits of each symbol but the first, of the whole text; null for all others. */
  readonly bits: readonly number[] | null;
  readonly states: ReportStates;
}

/** Sizes of the whole text. */
export interface ReportCounts {
  /** UTF-16 code units of the file, and those left out as markup. */
  readonly utf16: number;
  readonly leftOut: number;
  readonly sequences: number;
  readonly tokens: number;
  readonly steps: number;
  /** Steps of the longest sequence. */
  readonly longest: number;
}

/** Code points of a sequence or a token that are quoted. */
const QUOTED = 160;

/** The page; `styleHash` is the SHA-256 of `REPORT_STYLE` in base64, the only thing the page lets a browser use. */
export function reportHtml(report: Report, styleHash: string, t: Say = inEnglish, language = 'en'): string {
  const { manifest, file, counts, states } = report;
  const title = t('{0} on {1}', manifest.name, file);
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html>',
    `<html lang="${language}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${REPORT_STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1>${escapeHtml(title)}</h1>`,
    paragraph(t(manifest.title)),
    section(t('What was run'), whatWasRun(report, t)),
    section(t('Network'), networkHtml(manifest, counts, t)),
    ...sayings(report, t),
    section(t('States'), statesHtml(manifest.rnn, states, counts.steps, t)),
    section(t('Tokens'), tokensHtml(report, t)),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function whatWasRun(
  { version, manifest, parameterCount, file, hashes, settings, counts }: Report,
  t: Say,
): string[] {
  return [
    factsHtml(
      t('Model, text and settings'),
      [
        ['RNN Lens', version],
        [t('model'), manifest.name],
        [t('task'), t(manifest.task)],
        [t('language'), manifest.language || t('none')],
        [t('trained on'), `${manifest.data.name} ${manifest.data.version}, ${manifest.data.licence}`],
        [t('score'), manifest.score],
        [t('parameters'), formatCount(parameterCount)],
        [t('weights, SHA-256'), quoted(hashes.weights)],
        [t('model.json, SHA-256'), quoted(hashes.manifest)],
        [t('text'), quoted(file)],
        [t('text as UTF-8, SHA-256'), quoted(hashes.text)],
        [t('size'), sizeWords(counts, t)],
        ...settings,
      ],
      t,
    ),
  ];
}

function sizeWords({ utf16, leftOut, sequences, tokens, steps }: ReportCounts, t: Say): string {
  const n = formatCount;
  return [
    t(utf16 === 1 ? '{0} UTF-16 code unit' : '{0} UTF-16 code units', n(utf16)),
    ...(leftOut > 0 ? [t('{0} of them left out as markup', n(leftOut))] : []),
    t(sequences === 1 ? '{0} sequence' : '{0} sequences', n(sequences)),
    t(tokens === 1 ? '{0} token' : '{0} tokens', n(tokens)),
    t(steps === 1 ? '{0} step' : '{0} steps', n(steps)),
  ].join(', ');
}

/** What the heads say of the whole text. */
function sayings({ labelCounts, verdicts, bits, counts }: Report, t: Say): string[] {
  const sections: string[] = [];
  const labels = labelCounts.map((of) => countsHtml(of, t));
  if (labels.length > 0) sections.push(section(t('Labels'), labels));
  if (verdicts.length > 0)
    sections.push(section(t('Sequences'), verdictsHtml(verdicts, counts.sequences, t)));
  if (bits) sections.push(section(t('Surprisal'), surprisalHtml(bits, t)));
  return sections;
}

function countsHtml({ head, counts }: Report['labelCounts'][number], t: Say): string {
  const total = [...counts.values()].reduce((a, b) => a + b, 0);
  if (total === 0) return paragraph(t('{0}: nothing was read, so nothing is labelled.', head));
  const rows = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return tableHtml({
    caption: t('How often each label of {0} is shown', head),
    columns: [t('label'), t('count'), t('share')],
    numbers: [1, 2],
    rows: rows.map(([label, n]) => [label, formatCount(n), `${((100 * n) / total).toFixed(1)} %`]),
  });
}

function verdictsHtml(verdicts: readonly ReportVerdict[], total: number, t: Say): string[] {
  const heads = [...new Set(verdicts.map(({ head }) => head))];
  return heads.map((head) => {
    const own = verdicts.filter((verdict) => verdict.head === head);
    return tableHtml({
      caption: `${head}, ${sequencesShown(own.length, total, t)}`,
      columns: [t('no.'), t('text'), t('label'), t('probability'), t('runner-up'), t('probability of it')],
      numbers: [0, 3, 5],
      rows: own.map(({ text, labels, runnerUp }, k) => [
        String(k + 1),
        quoted(abbreviate(text, QUOTED)),
        labels.map(({ label }) => label).join(', ') || t('none'),
        labels.map(({ probability }) => formatProbability(probability)).join(', '),
        ...classCells(runnerUp),
      ]),
    });
  });
}

function classCells(of: ReportClass | undefined): [Content, string] {
  return of ? [quoted(of.label), formatProbability(of.probability)] : ['', ''];
}

/** A column of the table of tokens: where one of them has something to say. */
interface Column {
  readonly names: readonly string[];
  readonly areNumbers: readonly boolean[];
  has(token: ReportToken): boolean;
  cells(token: ReportToken): readonly Content[];
}

function columnsOf(isExpectation: boolean, t: Say): readonly Column[] {
  const [label, next] = isExpectation ? [t('expected'), t('then')] : [t('tag'), t('runner-up')];
  return [
    {
      ...{ names: [t('sequence')], areNumbers: [true] },
      has: ({ sequence }) => sequence > 0,
      cells: ({ sequence }) => [String(sequence + 1)],
    },
    {
      ...{ names: [t('own probability'), t('bits')], areNumbers: [true, true] },
      has: ({ own }) => own !== undefined,
      cells: ({ own }) => (own ? [formatProbability(own.probability), formatBits(own.bits)] : ['', '']),
    },
    {
      ...{ names: [label, t('probability')], areNumbers: [false, true] },
      has: (token) => token.label !== undefined,
      cells: (token) => classCells(token.label),
    },
    {
      ...{ names: [next, t('probability of it')], areNumbers: [false, true] },
      has: ({ runnerUp }) => runnerUp !== undefined,
      cells: ({ runnerUp }) => classCells(runnerUp),
    },
    {
      ...{ names: [t('treebank tag')], areNumbers: [false] },
      has: ({ xpos }) => xpos !== undefined,
      cells: ({ xpos = '' }) => [quoted(xpos)],
    },
    {
      ...{ names: [t('lemma')], areNumbers: [false] },
      has: ({ lemma }) => lemma !== undefined,
      cells: ({ lemma = '' }) => [quoted(lemma)],
    },
  ];
}

function tokensHtml({ tokens, counts, manifest }: Report, t: Say): string[] {
  if (tokens.length === 0) return [paragraph(t('Nothing was read: there are no tokens.'))];
  const columns = columnsOf(manifest.task === 'language-model', t).filter(({ has }) => tokens.some(has));
  const numeric = [false, true, ...columns.flatMap(({ areNumbers }) => areNumbers)];
  return [
    paragraph(t('Offsets are UTF-16 code units of the file.')),
    tableHtml({
      caption: t('Tokens, {0}', tokensShown(tokens.length, counts.tokens, t)),
      columns: [t('token'), t('offset'), ...columns.flatMap(({ names }) => names)],
      numbers: numeric.flatMap((is, k) => (is ? [k] : [])),
      rows: tokens.map((token) => [
        quoted(abbreviate(token.text, QUOTED)),
        String(token.start),
        ...columns.flatMap(({ cells }) => cells(token)),
      ]),
    }),
  ];
}

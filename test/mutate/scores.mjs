// What share of the mutants was killed, by folder and in all; of a sample, with an interval of 95 %.
import path from 'node:path';

const KILLED = ['Killed', 'Timeout'];
const SURVIVED = ['Survived', 'NoCoverage'];
/** Of a standard normal distribution: 95 % lies within ± Z. */
const Z = 1.96;

/**
 * @param {{ files: Record<string, { mutants: { status: string, statusReason?: string }[] }> }[]} reports Stryker's
 * @returns rows, the last for all: folder, mutants there are, tried, killed, score and half of its interval in percent
 */
export function folderScores(reports) {
  const folders = new Map();
  for (const { files } of reports)
    for (const [file, { mutants }] of Object.entries(files)) {
      const folder = path.dirname(file);
      const row = folders.get(folder) ?? { folder, mutants: 0, tried: 0, killed: 0 };
      folders.set(folder, row);
      for (const mutant of mutants) count(row, mutant);
    }
  const rows = [...folders.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
  return [...rows.map((row) => ({ ...row, ...scoreOf([row]) })), { ...sum(rows), ...scoreOf(rows) }];
}

function count(row, { status }) {
  const isTried = KILLED.includes(status) || SURVIVED.includes(status);
  // With a sample, what was not drawn has this status.
  if (!isTried && status !== 'CompileError') return;
  row.mutants++;
  if (isTried) row.tried++;
  if (KILLED.includes(status)) row.killed++;
}

function sum(rows) {
  const total = (key) => rows.reduce((all, row) => all + row[key], 0);
  return { folder: 'all', mutants: total('mutants'), tried: total('tried'), killed: total('killed') };
}

/**
 * Each folder is a stratum of so many mutants: its share of killed ones counts with its size. Where all were tried
 * the variance is 0; a folder of which few were tried is taken as no surer than by one more killed and one more
 * that survived (Agresti and Coull).
 */
function scoreOf(rows) {
  const strata = rows.filter(({ tried }) => tried > 0);
  const all = strata.reduce((n, { mutants }) => n + mutants, 0);
  let score = 0;
  let variance = 0;
  for (const { mutants, tried, killed } of strata) {
    const weight = mutants / all;
    const share = killed / tried;
    const cautious = (killed + 2) / (tried + 4);
    score += weight * share;
    variance += (weight ** 2 * cautious * (1 - cautious) * (1 - tried / mutants)) / tried;
  }
  return { score: 100 * score, within: 100 * Z * Math.sqrt(variance) };
}

/** @param {ReturnType<typeof folderScores>} rows */
export function table(rows) {
  const line = (cells) =>
    cells.map((cell, k) => (k === 0 ? cell.padEnd(28) : String(cell).padStart(9))).join(' ');
  return [
    line(['folder', 'mutants', 'tried', 'killed', 'score %', '±']),
    ...rows.map(({ folder, mutants, tried, killed, score, within }) =>
      line([folder, mutants, tried, killed, score.toFixed(1), within.toFixed(1)]),
    ),
  ].join('\n');
}

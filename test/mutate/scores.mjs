// What share of the mutants was killed, by folder and in all; of a sample, with an interval of 95 %.
import path from 'node:path';

const KILLED = ['Killed', 'Timeout'];
/** Of a standard normal distribution: 95 % lies within ± Z. */
const Z = 1.96;

/**
 * @param {Record<string, number>} counts mutants of each file
 * @param {Map<string, string>} results the status of each that was tried, by its key (results.mjs)
 * @returns rows, the last for all: folder, mutants there are, tried, killed, score and half of its interval in percent
 */
export function folderScores(counts, results) {
  const folders = new Map();
  for (const [file, mutants] of Object.entries(counts)) rowOf(folders, file).mutants += mutants;
  for (const [key, status] of results) {
    const row = rowOf(folders, JSON.parse(key)[0]);
    row.tried++;
    if (KILLED.includes(status)) row.killed++;
  }
  const rows = [...folders.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
  return [...rows.map((row) => ({ ...row, ...scoreOf([row]) })), { ...sum(rows), ...scoreOf(rows) }];
}

function rowOf(folders, file) {
  const folder = path.dirname(file);
  const row = folders.get(folder) ?? { folder, mutants: 0, tried: 0, killed: 0 };
  folders.set(folder, row);
  return row;
}

/** What no test noticed, and what was stopped by the limit of time: a line each. @returns {string[]} */
export function survivors(results) {
  return [...results]
    .filter(([, status]) => status !== 'Killed')
    .map(([key, status]) => {
      const [file, , mutator, replacement, [line, column]] = JSON.parse(key);
      const what = replacement.replace(/\s+/g, ' ').slice(0, 80);
      return `${file}:${line + 1}:${column + 1} ${status}: ${mutator} -> ${what}`;
    })
    .sort();
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

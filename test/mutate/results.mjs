// What is known of the mutants of a part: one line of a file for each that was tried, so that a run may be interrupted.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Sources are read here, wherever Stryker works on its copies of them. */
const ROOT = process.env.RNN_LENS_MUTATE_ROOT ?? process.cwd();
/** @param {string} name of a part */
const resultsOf = (name) => path.join(ROOT, 'out', 'mutate', name, 'results.jsonl');
const countsOf = (name) => path.join(ROOT, 'out', 'mutate', name, 'counts.json');
const digests = new Map();

/** A source file as a path from the root, also of a file in a copy of the project. */
function sourceOf(fileName) {
  return fileName.slice(fileName.lastIndexOf(`${path.sep}src${path.sep}`) + 1);
}

/** What a source file holds now; results of what it held before count no more. */
function digest(file) {
  if (!digests.has(file)) digests.set(file, hash(readFileSync(path.join(ROOT, file))).toString('hex', 0, 8));
  return digests.get(file);
}

function hash(bytes) {
  return createHash('sha256').update(bytes).digest();
}

/** What makes a mutant that mutant, as text. */
export function keyOf({ fileName, mutatorName, replacement, location: { start, end } }) {
  const file = sourceOf(fileName);
  const place = [start.line, start.column, end.line, end.column];
  return JSON.stringify([file, digest(file), mutatorName, replacement, place]);
}

/** A number in [0, 1) for a mutant and a seed: those below 0.2 are a random fifth. */
export function draw(key, seed) {
  return hash(JSON.stringify([seed, key])).readUInt32BE() / 2 ** 32;
}

/** How many mutants each file has. @param {{ fileName: string }[]} mutants */
export function writeCounts(name, mutants) {
  const counts = readCounts(name);
  for (const file of new Set(mutants.map(({ fileName }) => sourceOf(fileName))))
    counts[file] = mutants.filter(({ fileName }) => sourceOf(fileName) === file).length;
  mkdirSync(path.dirname(countsOf(name)), { recursive: true });
  writeFileSync(countsOf(name), JSON.stringify(counts));
}

/** Mutants of each file that is still there. */
export function readCounts(name) {
  const counts = existsSync(countsOf(name)) ? JSON.parse(readFileSync(countsOf(name), 'utf8')) : {};
  return Object.fromEntries(Object.entries(counts).filter(([file]) => existsSync(path.join(ROOT, file))));
}

/** Notes what became of a mutant. */
export function writeResult(name, mutant) {
  mkdirSync(path.dirname(resultsOf(name)), { recursive: true });
  appendFileSync(resultsOf(name), `${JSON.stringify([keyOf(mutant), mutant.status])}\n`);
}

/** The last result of each mutant of the sources as they are: status by key. @returns {Map<string, string>} */
export function readResults(name) {
  if (!existsSync(resultsOf(name))) return new Map();
  const lines = readFileSync(resultsOf(name), 'utf8').split('\n').filter(Boolean);
  const files = readCounts(name);
  return new Map(
    lines
      .map((line) => JSON.parse(line))
      .filter(([key]) => {
        const [file, content] = JSON.parse(key);
        return file in files && content === digest(file);
      }),
  );
}

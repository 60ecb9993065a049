// Keras files that are a little wrong: each is read, or refused with one sentence, in little time and memory.
import { unzipSync, zipSync } from 'fflate';
import { KERAS_READER } from '../../src/core/import/keras/reader.js';
import { memoryFolder } from '../tools/importFiles.js';
import { fixtureFiles } from '../tools/kerasFixtures.js';
import { Chance } from './chance.js';
import { mutated, mutatedJson, partsOf } from './mutations.js';

const HDF5_PARTS = [
  'TREE',
  'SNOD',
  'HEAP',
  'GCOL',
  'OHDR',
  'OCHK',
  'FRHP',
  'FHDB',
  'FHIB',
  'BTHD',
  'BTLF',
  'BTIN',
  '\x89HDF',
];
const ZIP_PARTS = ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06'];

type Files = Record<string, Uint8Array>;

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Places of all parts of an HDF5 file; old object headers have no signature, but begin with their version. */
function hdf5Parts(bytes: Uint8Array): number[] {
  const headers: number[] = [];
  for (let at = 0; at + 16 <= bytes.length; at += 8)
    if (
      bytes[at] === 1 &&
      bytes[at + 1] === 0 &&
      bytes[at + 3] === 0 &&
      bytes[at + 2] > 0 &&
      bytes[at + 4] === 1
    )
      headers.push(at);
  return [...partsOf(bytes, HDF5_PARTS), ...headers];
}

type Mutate = (chance: Chance) => Files;

function jsonMutations(files: Files): Mutate {
  const [main, ...others] = Object.keys(files);
  const value: unknown = JSON.parse(decode(files[main]));
  return (chance) => {
    if (chance.next() < 0.15) return { ...files, [main]: mutated(files[main], [], chance) };
    const kept = others.filter(() => chance.next() < 0.97);
    const all = Object.fromEntries(kept.map((name) => [name, files[name]]));
    return { [main]: encode(JSON.stringify(mutatedJson(value, chance))), ...all };
  };
}

function hdf5Mutations(files: Files): Mutate {
  const [main] = Object.keys(files);
  const parts = hdf5Parts(files[main]);
  return (chance) => ({ ...files, [main]: mutated(files[main], parts, chance) });
}

/** The archive itself, or one of its members in a sound archive. */
function archiveMutations(files: Files): Mutate {
  const [main] = Object.keys(files);
  const parts = partsOf(files[main], ZIP_PARTS);
  const members = unzipSync(files[main]);
  const inner = hdf5Parts(members['model.weights.h5']);
  const config: unknown = JSON.parse(decode(members['config.json']));
  return (chance) => {
    const kind = chance.next();
    if (kind < 0.4) return { [main]: mutated(files[main], parts, chance) };
    const changed: Files =
      kind < 0.7
        ? { 'model.weights.h5': mutated(members['model.weights.h5'], inner, chance) }
        : { 'config.json': encode(JSON.stringify(mutatedJson(config, chance))) };
    return { [main]: zipSync({ ...members, ...changed }, { level: chance.next() < 0.5 ? 0 : 1 }) };
  };
}

export interface FuzzResult {
  readonly inputs: number;
  readonly run: number;
  readonly refused: number;
  readonly failed: number;
  readonly slowestMs: number;
  readonly peakBytes: number;
  /** Inputs whose outcome is no sentence, or took too long: the seed makes them again. */
  readonly findings: readonly { readonly seed: number; readonly what: string }[];
}

const MAX_MS = 1000;
const MAX_BYTES = 400 * 2 ** 20;

async function outcomeOf(files: Files): Promise<'run' | 'refused'> {
  const { recognised, facts } = await KERAS_READER.read(memoryFolder(files));
  if (!facts.every(({ name, value }) => typeof name === 'string' && typeof value === 'string'))
    throw new Error('a fact is no text');
  if (recognised.kind === 'refused') return 'refused';
  await recognised.network({});
  return 'run';
}

/** One file by its seed; where a mistake is nested so deep that it cannot be written, another. */
export function fuzzedFile(makers: readonly Mutate[], seed: number): Files {
  const chance = new Chance(seed);
  const make = chance.of(makers);
  for (;;)
    try {
      return make(chance);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
}

export async function kerasMakers(): Promise<Mutate[]> {
  const all = await fixtureFiles();
  return Object.values(all).map((files) => {
    const [main] = Object.keys(files);
    if (main.endsWith('.json')) return jsonMutations(files);
    return main.endsWith('.keras') ? archiveMutations(files) : hdf5Mutations(files);
  });
}

/** Reads so many wrong files, from one seed on. */
export async function fuzzKeras(inputs: number, firstSeed: number): Promise<FuzzResult> {
  const makers = await kerasMakers();
  const counts = { run: 0, refused: 0, failed: 0 };
  const findings: { seed: number; what: string }[] = [];
  const before = process.memoryUsage.rss();
  let [slowestMs, peakBytes] = [0, 0];
  for (let seed = firstSeed; seed < firstSeed + inputs; seed++) {
    const files = fuzzedFile(makers, seed);
    const started = process.cpuUsage();
    try {
      counts[await outcomeOf(files)]++;
    } catch (error) {
      counts.failed++;
      const { name, message, stack } = error as Error;
      if (name !== 'RnnLensError' || !/[.!?)"]$|:/.test(message))
        findings.push({ seed, what: stack ?? message });
    }
    const { user, system } = process.cpuUsage(started);
    const ms = (user + system) / 1000;
    if (ms > MAX_MS) findings.push({ seed, what: `${ms} ms` });
    slowestMs = Math.max(slowestMs, ms);
    const bytes = process.memoryUsage.rss() - before;
    if (bytes > MAX_BYTES && bytes > peakBytes) findings.push({ seed, what: `${bytes} bytes` });
    peakBytes = Math.max(peakBytes, bytes);
  }
  return { inputs, ...counts, slowestMs, peakBytes, findings };
}

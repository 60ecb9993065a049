// What is measured on the whole program: cold start, memory, and time against the length of a document.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Random } from '../../src/core/math/random.js';
import { median } from './statistics.js';

/** Times of whole processes, ms, in the order they ran. */
export interface ColdStart {
  readonly bareMs: readonly number[];
  readonly tagMs: readonly number[];
  /** Median of tagging less the median of bare Node. */
  readonly overBareMs: number;
  /** The same of the fastest runs. */
  readonly bestOverBareMs: number;
}

/** One document through the command line. */
export interface Growth {
  readonly tokens: number;
  readonly seconds: number;
  readonly tokensPerSecond: number;
  /** Resident memory at its highest, MB (10^6 bytes). */
  readonly peakMb: number;
}

/** The built program and where to put files. */
export interface Program {
  readonly node: string;
  readonly cli: string;
  readonly folder: string;
  /** The bundled model's manifest. */
  readonly manifest: string;
}

/** `node -e 0` and `cli tag` of one sentence in turn. */
export function coldStart({ node, cli, folder }: Program, runs: number): ColdStart {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'sentence.txt');
  writeFileSync(file, 'The old lighthouse keeper remembers every ship that passed in the night.\n');
  const bareMs: number[] = [];
  const tagMs: number[] = [];
  for (let run = -1; run < runs; run++) {
    const bare = timeOf(node, ['-e', '0']);
    const tag = timeOf(node, [cli, 'tag', file]);
    // The first run reads the files from disk, and Node keeps the compiled program.
    if (run < 0) continue;
    bareMs.push(bare);
    tagMs.push(tag);
  }
  const overBareMs = median(tagMs) - median(bareMs);
  return { bareMs, tagMs, overBareMs, bestOverBareMs: Math.min(...tagMs) - Math.min(...bareMs) };
}

function timeOf(program: string, args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  const ms = performance.now() - started;
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  return ms;
}

/** Tags documents of growing length; stops before one that would take longer than `limitSeconds`. */
export function growth(program: Program, sizes: readonly number[], limitSeconds: number): Growth[] {
  const results: Growth[] = [];
  const forms = vocabularyOf(program.manifest);
  for (const tokens of sizes) {
    const last = results.at(-1);
    if (last && (last.seconds / last.tokens) * tokens > limitSeconds) break;
    results.push(tagDocument(program, forms, tokens));
  }
  return results;
}

/** Writes the peak of resident memory at its end; loaded into the process that is measured. */
const WATCHER = `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(process.env.RNN_LENS_PEAK, String(process.resourceUsage().maxRSS)));
`;

function tagDocument({ node, cli, folder }: Program, forms: readonly string[], tokens: number): Growth {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `document-${tokens}.txt`);
  writeFileSync(file, documentText(forms, tokens));
  const watcher = path.join(folder, 'watcher.mjs');
  writeFileSync(watcher, WATCHER);
  const peak = path.join(folder, 'peak.txt');
  const output = path.join(folder, 'tagged.tsv');
  const target = openSync(output, 'w');
  const started = performance.now();
  const { status, stderr } = spawnSync(
    node,
    ['--import', pathToFileURL(watcher).href, cli, 'tag', '--format', 'tsv', file],
    { stdio: ['ignore', target, 'pipe'], encoding: 'utf8', env: { ...process.env, RNN_LENS_PEAK: peak } },
  );
  const seconds = (performance.now() - started) / 1000;
  closeSync(target);
  if (status !== 0) throw new Error(`Tagging ${tokens} tokens failed: ${stderr}`);
  const tagged = tokenLines(output);
  return {
    tokens: tagged,
    seconds,
    tokensPerSecond: tagged / seconds,
    peakMb: (Number(readFileSync(peak, 'utf8')) * 1024) / 1e6,
  };
}

/** Lines of a tagged document that are tokens: neither the heading nor the empty line after a sentence. */
function tokenLines(file: string): number {
  const bytes = readFileSync(file);
  let lines = -1;
  for (let k = 0; k < bytes.length; k++) if (bytes[k] === 10 && k > 0 && bytes[k - 1] !== 10) lines++;
  return lines;
}

/** Plain words the model knows, the common ones first. */
function vocabularyOf(manifest: string): string[] {
  const { vocabulary } = JSON.parse(readFileSync(manifest, 'utf8')) as { vocabulary: { words: string[] } };
  return vocabulary.words.filter((word) => /^[a-z]+$/.test(word));
}

const UNKNOWN_SHARE = 0.04;

/**
 * A text of about so many tokens: words fall off in frequency as in a language (Zipf), some are new to the model,
 * sentences have 3 to 60 words, paragraphs five sentences.
 */
function documentText(forms: readonly string[], tokens: number): string {
  const random = new Random(7);
  const parts: string[] = [];
  for (let done = 0, sentence = 1; done < tokens; sentence++) {
    const length = Math.min(
      60,
      Math.round(3 - 12 * Math.log(1 - random.next())),
      Math.max(2, tokens - done - 1),
    );
    const words = Array.from({ length }, () => wordOf(forms, random));
    words[0] = words[0][0].toUpperCase() + words[0].slice(1);
    parts.push(words.join(' '), sentence % 5 === 0 ? '.\n\n' : '. ');
    done += length + 1;
  }
  return parts.join('');
}

function wordOf(forms: readonly string[], random: Random): string {
  if (random.next() < UNKNOWN_SHARE)
    return Array.from({ length: 3 + Math.floor(random.next() * 7) }, () =>
      String.fromCharCode(97 + Math.floor(random.next() * 26)),
    ).join('');
  // Log-uniform ranks: the frequency of a word is in proportion to 1 / rank.
  return forms[Math.min(forms.length - 1, Math.floor(forms.length ** random.next()) - 1)];
}

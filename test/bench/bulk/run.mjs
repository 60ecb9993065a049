// `npm run bench:bulk`: a file of text through the command line, against the JavaScript taggers people would take
// instead. Whole processes, from the start to the last byte written, in turns. Prints; `--write` puts it in docs/.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildExtension, installDependencies } from '../../prepare.mjs';
import { exitOnSignals, root, run } from '../../project.mjs';

const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
/** Pinned; installed on demand, no dependencies of the project. */
const packages = {
  'wink-nlp': '2.4.0',
  'wink-eng-lite-web-model': '1.8.1',
  'garu-ko': '0.3.7',
  [nodePackage]: '26.12.1',
};
const home = path.join(root, 'out', 'bulk-contenders');

const { values: options } = parseArgs({
  options: {
    /** Running text; the default is that of the treebanks beside the project, or else the samples again and again. */
    english: { type: 'string' },
    korean: { type: 'string' },
    bytes: { type: 'string', default: '300000' },
    rounds: { type: 'string', default: '3' },
    'no-build': { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

exitOnSignals();
await installDependencies(console.log);
await installContenders();
if (!options['no-build']) {
  const { code, output } = await buildExtension();
  if (code !== 0) throw new Error(output);
}
const node = path.join(
  home,
  'node_modules',
  nodePackage,
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
const cli = path.join(root, 'dist', 'cli.js');
const text = {
  en: textFile('english', 'ud-english-ewt/en_ewt-ud-train.conllu', 'lighthouse.txt'),
  ko: textFile('korean', 'ud-korean-kaist/ko_kaist-ud-train.conllu', 'korean.txt'),
};
const cores = String(availableParallelism());
const ours = (model, threads, ...more) => [
  '--threads',
  threads,
  '--model',
  model,
  '--format',
  'tsv',
  ...more,
];
const plans = [
  {
    title: 'English words a second',
    file: text.en,
    units: words(text.en),
    contenders: {
      'wink-nlp (one thread)': [contender('wink'), text.en],
      'RNN Lens, one thread': [cli, 'tag', ...ours('english-pos', '1'), text.en],
      [`RNN Lens, ${cores} threads`]: [cli, 'tag', ...ours('english-pos', cores), text.en],
      [`RNN Lens, ${cores} threads, 8-bit`]: [
        cli,
        'tag',
        ...ours('english-pos', cores, '--eight-bit'),
        text.en,
      ],
    },
  },
  {
    title: 'Korean eojeols a second',
    file: text.ko,
    units: words(text.ko),
    contenders: {
      'garu-ko (one thread)': [contender('garu'), text.ko],
      'RNN Lens, one thread': [cli, 'tag', ...ours('korean-morphology', '1'), text.ko],
      [`RNN Lens, ${cores} threads`]: [cli, 'tag', ...ours('korean-morphology', cores), text.ko],
      [`RNN Lens, ${cores} threads, 8-bit`]: [
        cli,
        'tag',
        ...ours('korean-morphology', cores, '--eight-bit'),
        text.ko,
      ],
    },
  },
];
const page = [
  `${cpus()[0]?.model.trim()}, ${cores} cores; Node ${packages[nodePackage]}; ${options.rounds} rounds in turns, medians of whole processes.`,
  ...plans.map(measure),
].join('\n\n');
console.log(page);
if (options.write) {
  const head =
    '# Bulk: the command line against rule-based taggers\n\n`npm run bench:bulk -- --write` makes this page; see [bulk.md](bulk.md).\n\n';
  const { format, resolveConfig } = await import('prettier');
  const config = await resolveConfig(path.join(root, 'package.json'));
  writeFileSync(
    path.join(root, 'docs', 'benchmarks-bulk.md'),
    await format(head + page, { ...config, parser: 'markdown' }),
  );
}

/** Runs contenders in turns; rates by their medians, and against the first. */
function measure({ title, units, contenders }) {
  const times = new Map(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < Number(options.rounds); round++)
    for (const [name, args] of Object.entries(contenders)) times.get(name).push(timeOf(args));
  const medians = [...times].map(([name, all]) => [name, all.sort((a, b) => a - b)[all.length >> 1]]);
  const rows = medians.map(([name, ms]) => {
    const rate = Math.round((1000 * units) / ms).toLocaleString('en');
    return `| ${name} | ${rate} | ${(ms / 1000).toFixed(2)} s | ${(medians[0][1] / ms).toFixed(2)} |`;
  });
  const head = `| ${title.toLowerCase()} | rate | time | speed / ${medians[0][0].split(' ')[0]} |`;
  return `## ${title}\n\n${units.toLocaleString('en')} of them, between white space.\n\n${head}\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
}

function timeOf(args) {
  const began = performance.now();
  const { status, stderr } = spawnSync(node, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    cwd: home,
  });
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  return performance.now() - began;
}

function words(file) {
  return readFileSync(file, 'utf8').split(/\s+/).filter(Boolean).length;
}

/** The script of a contender, beside its packages. */
function contender(name) {
  const script = path.join(home, `${name}.mjs`);
  copyFileSync(path.join(root, 'test', 'bench', 'bulk', `${name}.mjs`), script);
  return script;
}

/** Paragraphs of five sentences, up to so many bytes. */
function textFile(name, treebank, sample) {
  const file = path.join(home, `${name}.txt`);
  const place = path.join(root, '..', 'shared', 'data', treebank);
  const limit = Number(options.bytes);
  let all = '';
  if (options[name]) all = readFileSync(options[name], 'utf8');
  else if (existsSync(place)) {
    const sentences = [...readFileSync(place, 'utf8').matchAll(/^# text = (.*)$/gm)].map(([, text]) => text);
    for (let k = 0; k < sentences.length && Buffer.byteLength(all) < limit; k += 5)
      all += `${sentences.slice(k, k + 5).join(' ')}\n\n`;
  } else {
    const one = readFileSync(path.join(root, 'media', 'samples', sample), 'utf8');
    all = `${one}\n\n`.repeat(Math.ceil(limit / Buffer.byteLength(one)));
  }
  writeFileSync(file, all);
  return file;
}

async function installContenders() {
  const manifest = path.join(home, 'package.json');
  const wanted = JSON.stringify({ private: true, dependencies: packages });
  if (existsSync(manifest) && readFileSync(manifest, 'utf8') === wanted) return;
  console.log('Installing the contenders ...');
  mkdirSync(home, { recursive: true });
  writeFileSync(manifest, wanted);
  const { code, output } = await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: home,
  });
  if (code !== 0) throw new Error(`The contenders could not be installed:\n${output}`);
}

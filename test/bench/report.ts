// The results as Markdown: what people read in docs/benchmarks.md and see on the terminal.
import { goalsOf, isMet, type Goal, type Results } from './results.js';
import { median, quantile } from './statistics.js';
import type { Measured, PlanResult } from './peers.js';

const TITLES: Readonly<Record<string, string>> = {
  engine: 'RNN Lens',
  'engine-plain': 'RNN Lens, module without relaxed SIMD',
  'engine-8bit': 'RNN Lens, 8-bit',
  'engine-all': 'RNN Lens, all cores',
  'engine-8bit-all': 'RNN Lens, 8-bit, all cores',
  'ort-node': 'onnxruntime-node (native)',
  'ort-node-all': 'onnxruntime-node (native), all cores',
  'ort-web': 'onnxruntime-web (wasm)',
  'tfjs-wasm': 'TensorFlow.js wasm',
  'tfjs-cpu': 'TensorFlow.js cpu',
  torch: 'PyTorch (native)',
};

const INTRODUCTION = `RNN Lens against other ways to run the same LSTM, all in one run with the same weights on the same machine.
\`npm run bench\` makes this page. What is faster than what holds on other machines too; the numbers themselves do not.`;

const METHOD = `Each contender runs in a process of its own, on one thread unless it says otherwise. First its outputs are compared
with the reference implementation (training: the losses of the first steps with those of RNN Lens); the largest
difference is in the tables, and above 1e-4 (in the 8-bit mode 0.05) nothing is timed. Then the contenders take turns,
round after round. A round is one run, or as many as fit into 0.3 seconds, of which the median counts; the tables have
the median of the rounds, and in brackets the best one.

Each contender batches the sentences the way that was fastest for it. ONNX Runtime and TensorFlow.js get their batches
sorted by length and padded before the clock starts, and their outputs are not put back in order; RNN Lens gets the
sentences as they come, and gives the outputs in that order, within its time.`;

/** The whole page. */
export function reportOf(results: Results): string {
  return [
    '# Benchmarks',
    INTRODUCTION,
    machineOf(results),
    '## Goals',
    goalsTable(goalsOf(results)),
    '## How it is measured',
    METHOD,
    ...bulkSection(results),
    ...streamSection(results),
    ...keystrokeSection(results),
    ...trainingSection(results),
    ...programSection(results),
    '',
  ].join('\n\n');
}

function machineOf({ machine, node, plans, rounds, date }: Results): string {
  const packages = new Map<string, string>();
  for (const plan of Object.values(plans))
    for (const { versions } of Object.values(plan))
      for (const [name, version] of Object.entries(versions))
        if (!['node', 'v8', 'module', 'threads'].includes(name)) packages.set(name, version);
  const lines = [
    `- ${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}; ${date}, ${rounds} rounds`,
    `- Node ${node.node} (V8 ${node.v8})`,
    `- ${[...packages].map(([name, version]) => `${name} ${version}`).join(', ')}`,
  ];
  if (machine.load > 0.5)
    lines.push(
      `- **The machine was not idle** (load ${machine.load.toFixed(1)} before the start): expect noise in these numbers.`,
    );
  return lines.filter((line) => line !== '- ').join('\n');
}

function goalsTable(goals: readonly Goal[]): string {
  const bar = ({ larger, unit }: Goal, value: number | null): string =>
    value === null ? '–' : `${larger ? '≥' : '≤'} ${value}${unit}`;
  return table(
    ['goal', 'must', 'aim', 'measured', 'met?'],
    goals.map((goal) => [
      goal.title,
      bar(goal, goal.must),
      bar(goal, goal.aim),
      goal.measured === null ? 'not measured' : `${short(goal.measured)}${goal.unit}${bestOf(goal)}`,
      verdict(goal),
    ]),
  );
}

function bestOf({ best, measured, unit }: Goal): string {
  return best === null || measured === null ? '' : ` (${short(best)}${unit})`;
}

function verdict(goal: Goal): string {
  if (isMet(goal, 'aim')) return 'aim';
  const must = isMet(goal, 'must');
  if (must === null) return goal.measured === null ? '' : 'below the aim';
  return must ? 'must' : '**no**';
}

function bulkSection({ plans, olderNode, node }: Results): string[] {
  const { bulk } = plans;
  if (!bulk && !olderNode) return [];
  const sections = [
    '## Bulk: 2,000 sentences',
    'A 2-layer bidirectional LSTM, input 128, hidden 128 a direction; sentences of 3 to 60 tokens, 16 on average.',
  ];
  if (bulk) sections.push(bulkTable(bulk));
  if (olderNode)
    sections.push(
      `The same under Node ${olderNode.version} in place of ${node.node}:`,
      bulkTable(olderNode.bulk),
    );
  return sections;
}

function bulkTable(plan: PlanResult): string {
  return speedTable(plan, 'tokens/s', ['batches'], ({ strategy }) => [strategy]);
}

function streamSection({ plans }: Results): string[] {
  const names = Object.keys(plans).filter((name) => name.startsWith('stream'));
  if (names.length === 0) return [];
  return [
    '## Stream: one token after the other',
    'One forward LSTM layer whose input is as wide as its state, one row of 1,000 steps.',
    ...names.flatMap((name) => [`Hidden ${name.split(' ')[1]}:`, speedTable(plans[name], 'steps/s')]),
  ];
}

function keystrokeSection({ plans: { keystroke } }: Results): string[] {
  if (!keystroke) return [];
  const rows = Object.entries(keystroke).map(([name, measured]) => {
    const times = measured.rounds.flatMap(({ ms }) => ms);
    const p50 = measured.medianMs;
    return [
      TITLES[name],
      `${short(p50)} ms`,
      `${short(quantile(times, 0.99))} ms`,
      short(p50 / keystroke.engine.medianMs),
      measured.difference.toExponential(0),
    ];
  });
  return [
    '## Keystroke: one sentence of 20 tokens',
    'The network of the bulk workload; what is run again after a key is pressed. Less is better.',
    table(['contender', 'p50', 'p99', 'time / RNN Lens', 'difference'], rows),
  ];
}

function trainingSection({ plans: { training } }: Results): string[] {
  if (!training) return [];
  return [
    '## Training step: 32 rows of 20 tokens',
    'The network of the bulk workload with a linear head of 17 classes; cross-entropy, gradients and Adam.',
    speedTable(training, 'steps/s'),
  ];
}

function programSection({ coldStart, growth, sizes }: Results): string[] {
  const sections: string[] = [];
  if (coldStart) {
    const [bare, tag] = [median(coldStart.bareMs), median(coldStart.tagMs)];
    sections.push(
      '## Cold start',
      `Bare Node takes ${short(bare)} ms, tagging one sentence from the command line ${short(tag)} ms (medians of ` +
        `${coldStart.tagMs.length} runs of each in turn): ${short(tag - bare)} ms more. ` +
        'A first run is left out: it reads the files from disk, and lets Node keep the compiled program.',
    );
  }
  if (growth.length > 0) {
    const rows = growth.map(({ tokens, seconds, tokensPerSecond, peakMb }) => [
      count(tokens),
      `${short(seconds)} s`,
      count(Math.round(tokensPerSecond)),
      `${Math.round(peakMb)} MB`,
    ]);
    sections.push(
      '## Documents of growing length',
      'The bundled English tagger from the command line: reading, tokenizing, running, writing the tags; made-up text.',
      table(['tokens', 'time', 'tokens/s', 'peak memory'], rows),
    );
  }
  if (sizes.length > 0) {
    const rows = sizes.map(({ name, bytes, gzipBytes }) => [
      name,
      `${(bytes / 1024).toFixed(1)} KB`,
      `${(gzipBytes / 1024).toFixed(1)} KB`,
    ]);
    sections.push('## Size of the WebAssembly modules', table(['module', 'size', 'gzip'], rows));
  }
  return sections;
}

/** Rates of all contenders, and how they compare with RNN Lens. */
function speedTable(
  plan: PlanResult,
  unit: string,
  more: readonly string[] = [],
  moreOf: (measured: Measured) => string[] = () => [],
): string {
  const rows = Object.entries(plan).map(([name, measured]) => [
    TITLES[name],
    `${rate(measured.medianMs)} (${rate(measured.bestMs)})`,
    short(plan.engine.medianMs / measured.medianMs),
    measured.difference.toExponential(0),
    ...moreOf(measured),
  ]);
  return table(['contender', unit, 'speed / RNN Lens', 'difference', ...more], rows);
}

function rate(ms: number): string {
  const value = 1000 / ms;
  return value >= 100 ? count(Math.round(value)) : short(value);
}

function count(value: number): string {
  return value.toLocaleString('en');
}

/** Three significant digits without an exponent. */
function short(value: number): string {
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(Math.abs(value) < 0.095 ? 1 : Math.abs(value) < 1 ? 2 : 3)));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

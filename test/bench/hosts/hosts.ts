// Fresh windows with the extension in Node's extension host and in the browser's, in turns: their times side by side.
import { runHostSuite } from '../../vscode/hostRun.js';
import { VsCode } from '../../vscode/workbench.js';
import { median } from '../statistics.js';

const HOSTS = ['node', 'web'] as const;
const rounds = Number(process.argv[2]);

type Times = Readonly<Record<string, number>>;

const all: Record<(typeof HOSTS)[number], Times[]> = { node: [], web: [] };
const answers = new Set<string>();
const windows = { node: await VsCode.start('node'), web: await VsCode.start('web') };
try {
  // The first window of each fills VS Code's caches and is not counted.
  for (let round = 0; round <= rounds; round++)
    for (const host of HOSTS) {
      const [{ error, notes }] = await runHostSuite(windows[host], true, 'hostFirstTagSuite');
      if (error !== null) throw new Error(error);
      if (round > 0) all[host].push(JSON.parse(notes[0]) as Times);
      answers.add(notes[1]);
    }
} finally {
  for (const host of HOSTS) await windows[host].stop();
}
console.log('| ms, median (all) | Node | browser | ratio |\n|---|---|---|---|');
for (const name of Object.keys(all.node[0])) {
  const [node, web] = HOSTS.map((host) => all[host].map((times) => times[name]));
  const told = (values: number[]): string =>
    `${Math.round(median(values))} (${values.map((value) => Math.round(value)).join(', ')})`;
  console.log(`| ${name} | ${told(node)} | ${told(web)} | ${(median(web) / median(node)).toFixed(2)} |`);
}
console.log(answers.size === 1 ? 'Labels are the same.' : 'Labels differ.');
process.exit(answers.size === 1 ? 0 : 1);

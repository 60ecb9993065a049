// Typing while a network is trained: from the key to the repainted panel, in turns with and without a training.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Random } from '../../../src/core/math/random.js';
import { bringToFront, openView, tagAndOpenPanel } from '../../vscode/panelPage.js';
import { VsCode } from '../../vscode/workbench.js';
import { machineLine, writePart } from '../live/page.js';
import { documentOf } from '../live/text.js';
import { quantile } from '../statistics.js';
import { watchKeys, watchPanel } from './probes.js';
import { focusEditor, Host, type, WORD, type Typing } from './typing.js';

const quick = process.argv[2] === 'quick';
const TOKENS = quick ? 1_000 : 10_000;
const PLACES = quick ? 2 : 6;
const TURNS = quick ? 1 : 3;
const VIEW = 'Hidden states';
const TRAINING = 'while-typing';
/** Longer than all that is typed. */
const RECIPE = { name: TRAINING, task: 'language-model', hiddenSize: 128, cell: 'GRU', minutes: 60 };

/** Resolves to what typing cost without and with a training, turn by turn. */
async function measure(vscode: VsCode): Promise<Record<'idle' | 'training', Typing[]>> {
  const opened = await Host.open(vscode);
  const { workbench, host } = opened;
  const found: Record<'idle' | 'training', Typing[]> = { idle: [], training: [] };
  try {
    const text = documentOf(TOKENS, new Random(2), 3);
    writeFileSync(path.join(workbench.folder, 'typed.txt'), text);
    const panel = await tagAndOpenPanel(workbench, 'typed.txt', 600_000);
    await watchKeys(workbench.page);
    await watchPanel(panel);
    const typeOn = async (): Promise<Typing> => {
      await openView(panel, VIEW);
      await focusEditor(workbench);
      return type(opened, text.length, panel, PLACES);
    };
    for (let turn = 0; turn < TURNS; turn++) {
      found.idle.push(await typeOn());
      const command = turn === 0 ? 'rnnLens.trainNetwork' : 'rnnLens.resumeTraining';
      const argument = turn === 0 ? RECIPE : { training: TRAINING };
      await host.tell({ do: 'command', command, argument });
      await bringToFront(panel, 'Train');
      await panel.locator('.train-charts, .chart').first().waitFor({ timeout: 120_000 });
      found.training.push(await typeOn());
      await host.tell({
        do: 'command',
        command: 'rnnLens.pauseTraining',
        argument: { training: TRAINING },
      });
    }
    await host.tell({ do: 'end' });
  } finally {
    await workbench.screenshot('bench-training');
    await workbench.close();
  }
  return found;
}

function rowOf(what: string, turns: readonly Typing[]): string {
  const of = (part: (turn: Typing) => readonly number[], q: number): string =>
    `${quantile(turns.flatMap(part), q).toFixed(0)} ms`;
  const p50s = turns.map(({ panelMs }) => quantile(panelMs, 0.5).toFixed(0)).join(', ');
  const longest = Math.max(...turns.map(({ blocking }) => blocking.longestMs)).toFixed(1);
  const panel = (turn: Typing): readonly number[] => turn.panelMs;
  const frame = (turn: Typing): readonly number[] => turn.frameMs;
  return `| ${what} | ${of(panel, 0.5)} (${p50s}) | ${of(panel, 0.95)} | ${of(frame, 0.5)} | ${longest} ms |`;
}

async function main(): Promise<void> {
  const vscode = await VsCode.start();
  try {
    const { idle, training } = await measure(vscode);
    const p50 = (turns: readonly Typing[]): number =>
      quantile(
        turns.flatMap(({ panelMs }) => panelMs),
        0.5,
      );
    const lines = [
      '## While a network is trained',
      '',
      `${TURNS * PLACES * WORD.length} keys each in a text of ${TOKENS.toLocaleString('en-US')} tokens, english-pos, panel on ${VIEW}, in ${TURNS} turns without and with a training (a GRU with 128 units on the characters of the text, on all cores but one). ${machineLine()}`,
      `\`npm run bench:training\` makes this part; "to the panel" as above.`,
      '',
      '| | to the panel p50 (each turn) | p95 | key p50 | host by RNN Lens |',
      '| --- | --- | --- | --- | --- |',
      rowOf('idle', idle),
      rowOf('while training', training),
      '',
      `Ratio of the medians: ${(p50(training) / p50(idle)).toFixed(2)}.`,
    ];
    console.log(await writePart('bench:training', lines, quick));
  } finally {
    await vscode.stop();
  }
}

await main();

// Typing in the real VS Code: from the key to the repainted panel, what a key takes, and who blocks the extension host.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Random } from '../../../src/core/math/random.js';
import { openView, tagAndOpenPanel } from '../../vscode/panelPage.js';
import { until } from '../../vscode/until.js';
import { VsCode } from '../../vscode/workbench.js';
import { machineLine, writePart } from '../live/page.js';
import { documentOf } from '../live/text.js';
import { median, quantile } from '../statistics.js';
import { watchKeys, watchPanel, watchPixel } from './probes.js';
import { focusEditor, Host, type, WORD, type Opened, type Typing } from './typing.js';

const [size, wantedEdits] = process.argv.slice(2);
const quick = size === 'quick';
const PLACES = quick ? 3 : 12;
const SIZES = quick ? [1_000] : [1_000, 10_000, 100_000, 1_000_000];
/** The extension that does least, in the table. */
const PIXEL = 'an extension of one number and one pixel';
const EDITS = Number(wantedEdits);
/** For a million tokens. */
const TAGGED_MS = 600_000;

/** One document: bare, then with marks and the panel on each view. */
async function measure(vscode: VsCode, tokens: number): Promise<Map<string, Typing>> {
  const results = new Map<string, Typing>();
  const text = documentOf(tokens, new Random(2), 3);
  const opened = await Host.open(vscode);
  const { workbench, host } = opened;
  try {
    writeFileSync(path.join(workbench.folder, 'typed.txt'), text);
    await workbench.openFile('typed.txt');
    await watchKeys(workbench.page);
    if (await host.tell<boolean>({ do: 'isActive' })) throw new Error('The editor is not bare.');
    results.set('bare', await type(opened, text.length, null, PLACES));
    results.set(PIXEL, await typeBesidePixel(opened, text.length));
    const panel = await tagAndOpenPanel(workbench, 'typed.txt', TAGGED_MS);
    await watchPanel(panel);
    for (const view of ['Tags', 'Hidden states'] as const) {
      await openView(panel, view);
      await focusEditor(workbench);
      results.set(`with marks, panel on ${view}`, await type(opened, text.length, panel, PLACES));
    }
    await host.tell({ do: 'end' });
  } finally {
    await workbench.screenshot(`bench-${tokens}`);
    await workbench.close();
  }
  return results;
}

/** What VS Code itself takes from a key to a panel: an extension that sends one number to a page of one pixel. */
async function typeBesidePixel(opened: Opened, length: number): Promise<Typing> {
  const { workbench, host } = opened;
  await host.tell({ do: 'openPixel' });
  const frame = await until('the page of one pixel', async () => {
    for (const each of workbench.page.frames())
      if (await each.evaluate(() => document.getElementById('bench-pixel') !== null).catch(() => false))
        return each;
    return undefined;
  });
  await watchPixel(frame);
  await focusEditor(workbench);
  const typing = await type(opened, length, frame, PLACES);
  await host.tell({ do: 'closePixel' });
  return typing;
}

/** Memory of the extension host, engine included, over many edits. */
async function leak(vscode: VsCode): Promise<string> {
  const { workbench, host } = await Host.open(vscode);
  try {
    writeFileSync(path.join(workbench.folder, 'edited.txt'), documentOf(2_000, new Random(4), 3));
    await tagAndOpenPanel(workbench, 'edited.txt');
    const { ms, beforeMb, afterMb } = await host.tell<{ ms: number; beforeMb: number; afterMb: number }>({
      do: 'edits',
      count: EDITS,
    });
    await host.tell({ do: 'end' });
    const seconds = (ms / 1000).toFixed(0);
    return `${EDITS} edits by an extension, one after the other, with marks and panel: ${seconds} s; the extension host process (engine included) took ${beforeMb.toFixed(0)} MB before and ${afterMb.toFixed(0)} MB after.`;
  } finally {
    await workbench.close();
  }
}

function rowOf(tokens: number, what: string, results: ReadonlyMap<string, Typing>): string {
  const [typing, bare, pixel] = [what, 'bare', PIXEL].map((name) => results.get(name)!);
  const { panelMs, frameMs, blocking } = typing;
  const isPanel = typing !== bare && typing !== pixel;
  const abovePixel = quantile(panelMs, 0.5) - quantile(pixel.panelMs, 0.5);
  const ms = (value: number, digits = 0): string =>
    Number.isNaN(value) ? '' : `${value.toFixed(digits)} ms`;
  const cells = [
    tokens.toLocaleString('en-US'),
    what,
    ms(quantile(panelMs, 0.5)),
    ms(quantile(panelMs, 0.95)),
    isPanel ? ms(abovePixel) : '',
    ms(median(frameMs), 1),
    typing === bare ? '' : (median(frameMs) / median(bare.frameMs)).toFixed(2),
    ms(blocking.longestMs, 1),
    ms(blocking.busyMaxMs, 1),
    ms(blocking.loopMaxMs, 1),
  ];
  return `| ${cells.join(' | ')} |`;
}

async function main(): Promise<void> {
  const vscode = await VsCode.start();
  const lines = [
    '## In the editor',
    '',
    `One character in VS Code (its server and a headless Chromium with software rendering, on this one machine), ${PLACES * WORD.length} keys in words at random places, english-pos. ${machineLine()}`,
    `\`npm run bench:editor\` makes this part. "To the panel": from the key to the end of the frame that shows the last change it made there.`,
    `"Above the pixel": the same less that of an extension that sends one number for each edit to a page that paints one pixel, which is VS Code's own part.`,
    `"Key": from the key to the end of the editor's frame, and that against the bare editor.`,
    `"Host by RNN Lens": the longest time without a break for which this extension ran on the thread all extensions share; "by all": the longest time that thread was busy between two ticks of a timer of 1 ms, whoever had it; "delay": the longest delay of such a timer, time without a processor included.`,
    '',
    '| tokens | editor | to the panel p50 | p95 | above the pixel p50 | key p50 | × bare | host by RNN Lens | by all | delay |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  try {
    for (const tokens of SIZES) {
      const results = await measure(vscode, tokens);
      for (const [what, typing] of results) {
        lines.push(rowOf(tokens, what, results));
        console.log(lines.at(-1), JSON.stringify({ unseen: typing.unseen, ...typing.blocking }));
      }
    }
    if (EDITS > 0) lines.push('', await leak(vscode));
  } finally {
    await vscode.stop();
  }
  console.log(await writePart('bench:editor', lines, quick));
}

await main();

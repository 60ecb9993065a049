// Keys into the real VS Code, and what came of each: when the panel had changed, when the frame was there, who held the host.
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { Random } from '../../../src/core/math/random.js';
import { root } from '../../project.mjs';
import { until } from '../../vscode/until.js';
import type { VsCode, Workbench } from '../../vscode/workbench.js';
import { portMark, type Blocking, type HostOrder } from './orders.js';
import { takeChanges, takeKeys } from './probes.js';

/** What is typed at each place. */
export const WORD = 'remembered';
/** Long enough for all that follows a key. */
const BETWEEN_KEYS_MS = 200;

/** What typing cost. */
export interface Typing {
  /** From each key to the last change of the panel before the next key, ms. */
  readonly panelMs: number[];
  /** Keys after which the panel did not change. */
  readonly unseen: number;
  /** From each key to the end of its frame, ms. */
  readonly frameMs: number[];
  readonly blocking: Blocking;
}

/** A window and what listens in its extension host. */
export interface Opened {
  readonly workbench: Workbench;
  readonly host: Host;
}

/** The extension host's end of the benchmark. */
export class Host {
  private constructor(private readonly port: number) {}

  static async open(vscode: VsCode): Promise<Opened> {
    let port = 0;
    const workbench = await vscode.open({
      viewport: { width: 1600, height: 900 },
      content: { tests: path.join(root, 'out', 'bench', 'editor', 'host.cjs') },
      prepare: async (page) => {
        await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
          const [, found] = args.map(String).join(' ').split(portMark);
          if (found) port = parseInt(found, 10);
        });
        await page.exposeFunction('codeAutomationExit', () => undefined);
      },
    });
    await until('the part inside the extension host listens', () => port > 0, 120_000);
    return { workbench, host: new Host(port) };
  }

  async tell<T>(order: HostOrder): Promise<T> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/`, {
      method: 'POST',
      body: JSON.stringify(order),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return JSON.parse(text) as T;
  }
}

/** Types a word at `places` places all over the active document, which is `length` UTF-16 code units long. */
export async function type(
  { workbench, host }: Opened,
  length: number,
  panel: Frame | null,
  places: number,
): Promise<Typing> {
  const { page } = workbench;
  const [panelMs, frameMs]: [number[], number[]] = [[], []];
  let unseen = 0;
  const random = new Random(9);
  await host.tell({ do: 'watch' });
  for (let place = 0; place < places; place++) {
    await host.tell({ do: 'cursor', offset: Math.floor(random.next() * length * 0.95) });
    await pause(600);
    await takeKeys(page);
    if (panel) await takeChanges(panel);
    for (const letter of WORD) {
      await page.keyboard.press(letter);
      await pause(BETWEEN_KEYS_MS);
    }
    const keys = await takeKeys(page);
    const changes = panel ? await takeChanges(panel) : [];
    keys.forEach(({ at, frameMs: ms }, k) => {
      frameMs.push(ms);
      const own = changes.filter((time) => time > at && time < (keys[k + 1]?.at ?? Infinity));
      if (own.length > 0) panelMs.push(own[own.length - 1] - at);
      else unseen++;
    });
  }
  return { panelMs, unseen, frameMs, blocking: await host.tell<Blocking>({ do: 'blocking' }) };
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Keys go to the text again. */
export async function focusEditor(workbench: Workbench): Promise<void> {
  await workbench.runCommand('View: Focus First Editor Group');
}

// Inside the extension host: does what the benchmark asks over a local port, and says how long the thread was blocked.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { Session, type Profiler } from 'node:inspector';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { until } from '../../vscode/until.js';
import { longestStretch } from './stretches.js';
import { portMark, type Blocking, type HostOrder } from './orders.js';
import { openPixel } from './pixel.js';

const EXTENSION = 'rnn-lens.rnn-lens';
/** Between two samples of what is on the stack, µs. */
const SAMPLE_US = 250;

/** What VS Code calls, see `extensionTestsPath`: listens until it is told to end. */
export async function run(): Promise<void> {
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const watch = new Watch();
  const pixel: { panel?: vscode.Disposable } = {};
  const server = createServer((request, response) => {
    void bodyOf(request)
      .then((text) => obey(JSON.parse(text) as HostOrder, watch, pixel, end))
      .then((answer) => response.end(JSON.stringify(answer ?? null)))
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, '127.0.0.1', () => console.log(portMark + (server.address() as AddressInfo).port));
  await ended;
  server.close();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

async function obey(
  order: HostOrder,
  watch: Watch,
  pixel: { panel?: vscode.Disposable },
  end: () => void,
): Promise<unknown> {
  switch (order.do) {
    case 'command':
      return void (await vscode.commands.executeCommand(order.command, order.argument));
    case 'cursor':
      return moveCursor(order.offset);
    case 'isActive':
      return vscode.extensions.getExtension(EXTENSION)?.isActive ?? false;
    case 'openPixel':
      return void (pixel.panel = openPixel());
    case 'closePixel':
      return pixel.panel?.dispose();
    case 'watch':
      return watch.start();
    case 'blocking':
      return watch.stop();
    case 'edits':
      return edits(order.count);
    case 'end':
      return end();
  }
}

/** Puts the cursor at the start of the first word from a UTF-16 offset on; resolves to where that is. */
async function moveCursor(from: number): Promise<number> {
  const editor = await activeEditor();
  const { document } = editor;
  const text = document.getText();
  const offset = from + Math.max(0, text.slice(from).search(/(?<= )[a-z]{3}/));
  const position = document.positionAt(offset);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
  return offset;
}

function activeEditor(): Promise<vscode.TextEditor> {
  return until('an active editor', () => vscode.window.activeTextEditor);
}

/** Makes edits at random places of the active document; resolves to what was in use before and after. */
async function edits(count: number): Promise<{ ms: number; beforeMb: number; afterMb: number }> {
  const editor = await activeEditor();
  await edit(editor, 500);
  const beforeMb = await usedMb();
  const started = performance.now();
  await edit(editor, count);
  const ms = performance.now() - started;
  return { ms, beforeMb, afterMb: await usedMb() };
}

async function edit(editor: vscode.TextEditor, count: number): Promise<void> {
  const { document } = editor;
  let seed = 1;
  for (let k = 0; k < count; k++) {
    seed = (seed * 48271) % 2147483647;
    const at = document.positionAt(seed % document.getText().length);
    // What one types, the next takes away: the text stays as long as it is.
    if (k % 2 === 0) await editor.edit((builder) => builder.insert(at, 'e'), noUndo);
    else await editor.edit((builder) => builder.delete(new vscode.Range(at, at.translate(0, 1))), noUndo);
  }
}

const noUndo = { undoStopBefore: false, undoStopAfter: false };

/** Memory of the whole process, engine and its workers included, once it has settled. */
async function usedMb(): Promise<number> {
  await new Promise((done) => setTimeout(done, 3_000));
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
}

/** Time that this thread was on a processor, where the system tells that: waiting for one does not count. */
function onProcessorMs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return NaN;
  }
}

/** How long the thread was blocked between `start` and `stop`. */
class Watch {
  private delay: IntervalHistogram | null = null;
  private readonly session = new Session();
  private ticks: ReturnType<typeof setInterval> | undefined;
  private busyMaxMs = 0;

  async start(): Promise<void> {
    this.session.connect();
    await this.post('Profiler.enable');
    await this.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
    await this.post('Profiler.start');
    this.busyMaxMs = 0;
    let last = onProcessorMs();
    this.ticks = setInterval(() => {
      const now = onProcessorMs();
      this.busyMaxMs = Math.max(this.busyMaxMs, now - last);
      last = now;
    }, 1);
    this.delay = monitorEventLoopDelay({ resolution: 1 });
    this.delay.enable();
  }

  async stop(): Promise<Blocking> {
    const { delay } = this;
    delay?.disable();
    clearInterval(this.ticks);
    const { profile } = (await this.post('Profiler.stop')) as Profiler.StopReturnType;
    this.session.disconnect();
    const isOwn = (url: string): boolean => /dist\/(extension\.node\.cjs|host\/activate\.js)/.test(url);
    return {
      ...longestStretch(profile, SAMPLE_US, isOwn),
      loopMaxMs: (delay?.max ?? NaN) / 1e6,
      busyMaxMs: this.busyMaxMs,
      loopP99Ms: (delay?.percentile(99) ?? NaN) / 1e6,
    };
  }

  private post(method: string, params: object = {}): Promise<unknown> {
    return new Promise((resolve, reject) =>
      this.session.post(method, params, (error, result) => (error ? reject(error) : resolve(result))),
    );
  }
}

// A key all the way, but for the page: the engine until the labels around it are told, the messages, and the host's
// mirror of the document with what it reads of it for marks, rows, panel and status bar.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Random } from '../../../src/core/math/random.js';
import type { RecurrentEngine } from '../../../src/core/rnn/engine.js';
import { describeRun } from '../../../src/live/description.js';
import { rowsOf } from '../../../src/live/rows.js';
import { Run } from '../../../src/live/run.js';
import type { EngineClientContract, EngineContract, ModelDescription } from '../../../src/protocol/engine.js';
import { Rpc, type Port } from '../../../src/protocol/rpc.js';
import { Engine } from '../../../src/worker/engine.js';
import { root } from '../../project.mjs';
import { quantile } from '../statistics.js';
import { documentOf } from './text.js';

/** Code units of the text that an editor shows, and rows of the panel's table. */
const SIGHT_UTF16 = 3_000;
const SIGHT_ROWS = 50;
/** Characters behind a key of a language model: they are run again, also in the smallest document. */
const BEHIND = 640;
/** Turns of the engine between two keys: some thousand steps. */
const TURNS_BETWEEN = 6;
/** The first keys of a document warm the compiler up. */
const WARM = 30;

/** What one key took, ms of processor time. */
interface KeyTimes {
  engine: number;
  message: number;
  host: number;
}

/** Processor time of this process so far, ms: what else runs on the machine does not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** A channel inside one thread: each message is cloned as between threads, and what that takes is measured. */
class Channel {
  messageMs = 0;
  private readonly listeners: ((message: unknown) => void)[] = [];

  readonly ends = [this.end(0), this.end(1)] as const;

  private end(side: 0 | 1): Port {
    return {
      listen: (receive) => void (this.listeners[side] = receive),
      post: (message, transfer = []) => {
        const started = cpuMs();
        const received: unknown = structuredClone(message, { transfer: [...transfer] });
        this.messageMs += cpuMs() - started;
        this.listeners[1 - side](received);
      },
    };
  }
}

/** One document in an engine and its run on the host's side. */
class Keyboard {
  private readonly channel = new Channel();
  private readonly rpc: Rpc<EngineClientContract, EngineContract>;
  private run: Run | null = null;
  private hostMs = 0;
  private version = 1;
  /** What waits for its turn; a language model's exact pass stands still until the next key ends it. */
  private goOn: () => void = () => undefined;
  private onTurn: () => void = () => undefined;
  private isTyping = false;
  /** The engine has nothing left to do for the last key. */
  private answered: Promise<void> = Promise.resolve();

  constructor(
    arithmetic: RecurrentEngine,
    private readonly text: { length: number },
  ) {
    const yieldTurn = (): Promise<void> => {
      if (!this.isTyping || this.run?.model.task !== 'language-model') return Promise.resolve();
      this.onTurn();
      return new Promise((resolve) => (this.goOn = resolve));
    };
    const [inEngine, inHost] = this.channel.ends;
    new Engine(inEngine, { yieldTurn, arithmetic, helpers: [] });
    this.rpc = new Rpc(inHost, {
      requests: {},
      events: {
        segmented: (event) =>
          this.hosted(() => this.run!.segmented(event.starts, event.ends, event.segmentOffsets)),
        edited: (event) => this.hosted(() => this.run!.followed(event.places)),
        tagged: (event) => this.hosted(() => this.run!.tagged(event.from, event.labels, event.probabilities)),
        generated: () => undefined,
        notice: () => undefined,
        logged: () => undefined,
      },
    });
  }

  async open(name: string, text: string): Promise<void> {
    const folder = path.join(root, 'media', 'models', name);
    const manifest = readFileSync(path.join(folder, 'model.json'), 'utf8');
    const weights = readFileSync(path.join(folder, 'weights.safetensors'));
    const model = await this.rpc.call('loadModel', { name, manifest, weights });
    this.run = new Run(sourceOf(text, model));
    const summary = await this.rpc.call('run', { documentId: 1, modelName: name, text, visible: [0, 0] });
    this.run.finished(summary);
    this.isTyping = true;
  }

  /** Types one character; resolves when its labels are told and read. */
  async type(at: number, inserted: string): Promise<KeyTimes> {
    this.channel.messageMs = this.hostMs = 0;
    this.goOn();
    const version = ++this.version;
    const change = { startUtf16: at, endUtf16: at, inserted };
    const started = cpuMs();
    this.hosted(() => this.run!.editSent(version, [{ ...change, insertedLength: inserted.length }]));
    const visible = [Math.max(0, at - SIGHT_UTF16 / 2), at + SIGHT_UTF16 / 2] as const;
    const turn = new Promise<void>((resolve) => (this.onTurn = resolve));
    const done = this.rpc.call('edit', { documentId: 1, version, changes: [change], visible });
    const finished = done.then((summary) => this.hosted(() => this.run!.finished(summary)));
    // The next key ends what is left of this one.
    this.answered = finished.catch(() => undefined);
    await Promise.race([turn, this.answered]);
    const told = cpuMs();
    const engine = told - started - this.channel.messageMs - this.hostMs;
    this.text.length += inserted.length;
    this.hosted(() => this.read(visible));
    return { engine, message: this.channel.messageMs, host: this.hostMs };
  }

  /** Lets what is behind a key settle before the next one comes, as it does between the keys of a person. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < TURNS_BETWEEN && this.run?.model.task === 'language-model'; turn++) {
      const next = new Promise<void>((resolve) => (this.onTurn = resolve));
      this.goOn();
      await Promise.race([next, this.answered]);
    }
  }

  /** What is read of the run for an editor, the panel and the status bar. */
  private read([from, to]: readonly [number, number]): void {
    const run = this.run!;
    const marks = run.tokens.marksIn(from, to);
    const token = run.tokens.at((from + to) >> 1) ?? marks[0]?.token ?? 0;
    rowsOf(run, token - SIGHT_ROWS / 2, token + SIGHT_ROWS / 2);
    void describeRun(run);
    void run.bitsPerSymbol;
  }

  private hosted(work: () => void): void {
    const started = cpuMs();
    work();
    this.hostMs += cpuMs() - started;
  }
}

function sourceOf(text: string, model: ModelDescription): ConstructorParameters<typeof Run>[0] {
  return {
    ...{
      documentId: 1,
      documentName: 'typed.txt',
      documentUri: 'file:///typed.txt',
      version: 1,
      text,
      model,
    },
    ...{ unit: model.segment, range: null, continued: false },
  };
}

/** Times of `keys` keys at random places of a document of about so many tokens. */
async function measure(
  engine: RecurrentEngine,
  name: string,
  tokens: number,
  keys: number,
): Promise<KeyTimes[]> {
  const isLanguageModel = name !== 'english-pos';
  const text = isLanguageModel
    ? documentOf(tokens / 4, new Random(2)).slice(0, tokens)
    : documentOf(tokens, new Random(2));
  const size = { length: text.length };
  const keyboard = new Keyboard(engine, size);
  await keyboard.open(name, text);
  const random = new Random(5);
  const times: KeyTimes[] = [];
  for (let key = 0; key < WARM + keys; key++) {
    const at = Math.floor(random.next() * (size.length - (isLanguageModel ? BEHIND : 0)));
    const inserted = 'etaoin shrdlu,.'[Math.floor(random.next() * 15)];
    const taken = await keyboard.type(at, inserted);
    await keyboard.rest();
    if (key >= WARM) times.push(taken);
  }
  return times;
}

/** Where the time went, the columns of the page. */
const COLUMNS: readonly ((times: KeyTimes) => number)[] = [
  ({ engine }) => engine,
  ({ message }) => message,
  ({ host }) => host,
  together,
];

function together({ engine, message, host }: KeyTimes): number {
  return engine + message + host;
}

/** The lines of the page. */
export async function keys(engine: RecurrentEngine, quick: boolean): Promise<string[]> {
  const lines = [
    '## A key all the way, but for the page',
    '',
    'One character at random places, each thread by itself, in processor time. Engine: until the labels around the key are told (of a language model those of the first steps; the exact pass comes later). Messages: what copying them takes. Host: following the edit, and reading the marks in sight, 50 rows, and what panel and status bar say. "× 1,000": the median of all together against that at 1,000 tokens.',
    '',
    '| model | tokens | engine p50 | p95 | messages p50 | p95 | host p50 | p95 | together p50 | p95 | × 1,000 |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  const sizes = quick ? [1e3, 1e4] : [1e3, 1e4, 1e5, 1e6];
  for (const name of ['english-pos', 'tolstoy-lstm']) {
    let first = NaN;
    for (const tokens of sizes) {
      const times = await measure(engine, name, tokens, quick ? 50 : 300);
      const columns = COLUMNS.flatMap((of) =>
        [0.5, 0.95].map((p) => `${quantile(times.map(of), p).toFixed(2)} ms`),
      );
      const p50 = quantile(times.map(together), 0.5);
      if (Number.isNaN(first)) first = p50;
      const cells = [name, tokens.toLocaleString('en-US'), ...columns, (p50 / first).toFixed(2)];
      lines.push(`| ${cells.join(' | ')} |`);
      // Large documents take minutes to be run once: what is known is shown.
      console.log(lines.at(-1));
    }
  }
  return lines;
}

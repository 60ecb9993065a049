// Runs in the test page before the page of a model file: VS Code's webview API, and the engine's own reading of the file.
import type { SourceFile } from '../../src/core/import/files.js';
import { fill, sentenceIn } from '../../src/core/sentence.js';
import type { FileViewContract, FileViewHostContract, FileViewState } from '../../src/protocol/fileView.js';
import type { ForeignPlace } from '../../src/protocol/imports.js';
import { Rpc } from '../../src/protocol/rpc.js';
import { PANEL_EN } from '../../src/protocol/sentences/panel.en.js';
import { FileLooks } from '../../src/worker/fileLooks.js';
import { Jobs } from '../../src/worker/jobs.js';

/** What tests see of the host, and do to the page. */
export interface FakeFileHost {
  readonly events: [string, unknown][];
  /** Tensors whose statistics were asked for, in order, and how many of the questions were given up. */
  readonly asked: number[];
  aborted: number;
  /** Questions that wait. */
  unanswered: number;
  violations: string[];
  show(state: FileViewState): void;
}

const parameters = new URLSearchParams(location.search);
const name = (parameters.get('path') ?? 'model.bin').replace(/^.*\//, '');
const events: FakeFileHost['events'] = [];
const asked: number[] = [];
const violations: string[] = [];
let receive: (message: unknown) => void = () => {};

document.addEventListener('securitypolicyviolation', (event) =>
  violations.push(`${event.violatedDirective} ${event.sourceFile}:${event.lineNumber}`),
);
const app = document.getElementById('app')!;
if (parameters.get('language') === 'brackets') {
  const sentences = Object.entries(PANEL_EN).map(([key, template]) => [key, `⟦${template}⟧`]);
  app.dataset['language'] = JSON.stringify({
    locale: 'en',
    sentences: Object.fromEntries(sentences) as object,
  });
}

const said = (error: unknown): string => {
  const sentence = sentenceIn(error);
  return sentence ? fill(sentence.text, sentence.values) : String(error);
};
/** How long each piece of a tensor takes; for tests of what is given up. */
const delayMs = Number(parameters.get('delay') ?? 0);
const jobs = new Jobs(() => new Promise((resolve) => setTimeout(resolve, delayMs)));
const engine = new FileLooks(
  () => Promise.resolve({ main: largeFile(), names: [], beside: () => Promise.resolve(null) }),
  jobs,
).questions();
const never = new AbortController().signal;

/** A tensor of as many ones as `large` says, the sixth of them not a number; they are made when they are read. */
function largeFile(): SourceFile {
  const count = Number(parameters.get('large'));
  const header = `{"large":{"dtype":"F16","shape":[${count}],"data_offsets":[0,${2 * count}]}}`;
  const head = new Uint8Array(8 + header.length);
  new DataView(head.buffer).setBigUint64(0, BigInt(header.length), true);
  head.set(new TextEncoder().encode(header), 8);
  return {
    name: 'large.safetensors',
    sizeBytes: head.length + 2 * count,
    read: (start, end) => {
      if (start < head.length) return Promise.resolve(head.slice(start, Math.min(end, head.length)));
      const halves = new Uint16Array((end - start) / 2).fill(0x3c00);
      if (start === head.length) halves[5] = 0x7e00;
      return Promise.resolve(new Uint8Array(halves.buffer));
    },
  };
}

async function read(): Promise<void> {
  rpc.emit('state', { kind: 'reading', name });
  const bytes = Uint8Array.from(atob(app.dataset['file'] ?? ''), (character) => character.charCodeAt(0));
  try {
    const files = new Map([[name, bytes]]);
    const at: ForeignPlace = parameters.has('large')
      ? { kind: 'path', path: name }
      : { kind: 'bytes', name, files };
    const { refusal, ...contents } = await engine.lookInto({ id: 1, at }, never);
    const reason = refusal && fill(refusal.text, refusal.values);
    rpc.emit('state', { kind: 'contents', contents, refusal: reason });
  } catch (error) {
    rpc.emit('state', { kind: 'failed', name, sentence: said(error) });
  }
}

const rpc = new Rpc<FileViewHostContract, FileViewContract>(
  {
    post: (message) => window.postMessage(message),
    listen: (listener) => (receive = listener),
  },
  {
    requests: {
      layers: () => engine.layersOfFile({ id: 1 }, never),
      statistics: async ({ tensor }, signal, tell) => {
        asked.push(tensor);
        host.unanswered++;
        signal.addEventListener('abort', () => host.aborted++);
        try {
          return await engine.statisticsOfTensor({ id: 1, tensor }, signal, tell);
        } finally {
          host.unanswered--;
        }
      },
    },
    events: {
      ready: () => {
        events.push(['ready', null]);
        if (parameters.has('untrusted')) rpc.emit('state', { kind: 'untrusted', name });
        else void read();
      },
      read: () => {
        events.push(['read', null]);
        void read();
      },
      runOn: () => void events.push(['runOn', null]),
    },
  },
  { messageOf: said },
);

const host: FakeFileHost = {
  ...{ events, asked, violations, aborted: 0, unanswered: 0 },
  show: (state) => rpc.emit('state', state),
};
Object.assign(globalThis, {
  fakeFile: host,
  acquireVsCodeApi: () => ({ postMessage: (message: unknown) => receive(structuredClone(message)) }),
});

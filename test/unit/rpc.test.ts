// The one channel class: what does not belong there harms nobody, and no call waits for ever.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { RnnLensError } from '../../src/core/problems.js';
import { fill, sentence } from '../../src/core/sentence.js';
import { sentenceOf, useTranslator } from '../../src/live/sentences.js';
import type { Contract } from '../../src/protocol/engine.js';
import { Rpc, RpcError, type Handlers, type Port, type RpcOptions } from '../../src/protocol/rpc.js';
import { portOf } from '../../src/worker/start.node.js';

interface Questions extends Contract {
  readonly requests: {
    double: { params: { value: unknown }; result: unknown };
    count: { params: { to: number }; result: number; progress: { done: number } };
    refuse: { params: { plain: boolean }; result: null };
    wait: { params: null; result: null };
  };
  readonly events: { said: string };
}

interface Nothing extends Contract {
  readonly requests: Record<never, never>;
  readonly events: Record<never, never>;
}

/** Two ends of one channel, what was said and reported at the answering one, and a way to send it anything. */
async function withPair(
  use: (pair: {
    readonly asking: Rpc<Nothing, Questions>;
    readonly said: string[];
    readonly reported: string[];
    raw(message: unknown): void;
  }) => Promise<void>,
): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const [said, reported]: [string[], string[]] = [[], []];
  new Rpc<Questions, Nothing>(
    portOf(port1),
    {
      requests: {
        double: ({ value }) => (typeof value === 'number' ? 2 * value : () => value),
        count: ({ to }, _signal, tell) => {
          for (let done = 1; done <= to; done++) tell({ done });
          return to;
        },
        refuse: ({ plain }) => {
          if (plain) throw new Error('as it is');
          throw new RnnLensError('{0} has {1}.', 'a', sentence('{0} tensors', 2));
        },
        wait: () => new Promise(() => undefined),
      },
      events: {
        said: (text) => {
          if (text === 'throw') throw new Error('a handler failed');
          said.push(text);
        },
      },
    },
    { report: (problem) => reported.push(problem) },
  );
  const asking = new Rpc<Nothing, Questions>(portOf(port2), { requests: {}, events: {} });
  try {
    await use({ asking, said, reported, raw: (message) => port2.postMessage(message) });
  } finally {
    port2.close();
  }
}

test('messages that are none, unknown events and failing handlers are reported, and the channel goes on', () =>
  withPair(async ({ asking, said, reported, raw }) => {
    const malformed = [
      null,
      7,
      'text',
      {},
      { kind: 'event' },
      { kind: 'request', id: 1 },
      { kind: 'request', id: 'x', method: 'double' },
      { kind: 'result' },
      { kind: 'error', id: 1 },
      { kind: 'elsewhere', id: 1 },
    ];
    for (const message of malformed) raw(message);
    raw({ kind: 'event', name: 'unheard', payload: null });
    // What every object has is no event of the contract.
    raw({ kind: 'event', name: 'toString', payload: null });
    asking.emit('said', 'throw');
    asking.emit('said', 'still there');
    assert.equal(await asking.call('double', { value: 4 }), 8);
    assert.deepEqual(said, ['still there']);
    assert.deepEqual(reported, [
      ...malformed.map(() => 'A message was not understood.'),
      'No event "unheard".',
      'No event "toString".',
      'A message could not be taken: a handler failed',
    ]);
  }));

test('what no contract has is refused, also if every object has it', () =>
  withPair(async ({ raw, asking }) => {
    raw({ kind: 'request', id: 90, method: 'toString', params: null });
    await assert.rejects(asking.call('missing' as 'wait', null), /No method "missing"/);
    await assert.rejects(asking.call('hasOwnProperty' as 'wait', null), /No method "hasOwnProperty"/);
  }));

test('an error keeps the sentence that it carries, so that this side can say it in another language', () =>
  withPair(async ({ asking }) => {
    const refused = await caught(asking.call('refuse', { plain: false }));
    assert.equal(refused.message, 'a has 2 tensors.');
    assert.deepEqual(refused.sentence, {
      text: '{0} has {1}.',
      values: ['a', { text: '{0} tensors', values: [2] }],
    });
    const plain = await caught(asking.call('refuse', { plain: true }));
    assert.deepEqual([plain.message, plain.sentence], ['as it is', undefined]);
  }));

test('a sentence that is none is left out, and the error arrives', async () => {
  for (const sentence of [null, 7, 'text', {}, { text: 'a' }, { text: 'a', values: [null] }]) {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', ({ id }: { id: number }) =>
      port1.postMessage({ kind: 'error', id, message: 'refused', cancelled: false, sentence }),
    );
    const asking = new Rpc<Nothing, Questions>(portOf(port2), { requests: {}, events: {} });
    const { message, sentence: carried } = await caught(asking.call('wait', null));
    assert.deepEqual([message, carried], ['refused', undefined]);
    port2.close();
  }
});

test('what the other side is told of an error may be in the display language', async () => {
  const { port1, port2 } = new MessageChannel();
  const refuse = () => {
    throw new RnnLensError('{0} is missing', 'a');
  };
  useTranslator((text, ...values) => `[${fill(text.toUpperCase(), values)}]`, 'de');
  try {
    const requests = { double: refuse, count: refuse, refuse, wait: refuse };
    const handlers = { requests, events: { said: () => undefined } };
    new Rpc<Questions, Nothing>(portOf(port1), handlers, { messageOf: sentenceOf });
    const asking = new Rpc<Nothing, Questions>(portOf(port2), { requests: {}, events: {} });
    assert.equal((await caught(asking.call('wait', null))).message, '[a IS MISSING]');
  } finally {
    useTranslator((text, ...values) => fill(text, values), 'en');
    port2.close();
  }
});

async function caught(answer: Promise<unknown>): Promise<RpcError> {
  const error = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof RpcError);
  return error;
}

test('a question that cannot be sent rejects, and nothing of it stays', () =>
  withPair(async ({ asking }) => {
    const abort = new AbortController();
    const asked = asking.call('double', { value: () => 1 }, { signal: abort.signal });
    await assert.rejects(asked, (error: unknown) => error instanceof RpcError && !error.cancelled);
    assert.equal(asking.waiting, 0);
    abort.abort();
    assert.equal(await asking.call('double', { value: 2 }), 4);
  }));

test('an answer that cannot be sent rejects where it is waited for', () =>
  withPair(async ({ asking }) => {
    await assert.rejects(asking.call('double', { value: 'text' }), /could not be cloned/);
    assert.equal(asking.waiting, 0);
    assert.equal(await asking.call('double', { value: 2 }), 4);
  }));

test('progress of a request arrives before its answer, in order', () =>
  withPair(async ({ asking }) => {
    const seen: number[] = [];
    const answer = await asking.call('count', { to: 3 }, { progress: ({ done }) => seen.push(done) });
    assert.deepEqual([answer, seen], [3, [1, 2, 3]]);
  }));

test('a port that is gone neither keeps a call nor throws when the call is cancelled', async () => {
  let isGone = false;
  const port: Port = {
    post: () => {
      if (isGone) throw new Error('The port is gone.');
    },
    listen: () => undefined,
  };
  const reported: string[] = [];
  const report = (problem: string) => reported.push(problem);
  const rpc = new Rpc<Nothing, Questions>(port, { requests: {}, events: {} }, { report });
  const abort = new AbortController();
  const waiting = rpc.call('wait', null, { signal: abort.signal });
  isGone = true;
  abort.abort();
  await assert.rejects(waiting, { cancelled: true });
  await assert.rejects(rpc.call('wait', null), /could not be sent: The port is gone/);
  assert.equal(rpc.waiting, 0);
  assert.deepEqual(reported, ['A message could not be sent: The port is gone.']);
});

/** One end alone: what it posted with what it transferred, and a way to tell it anything. */
function lonely(
  handlers: Partial<Handlers<Questions>['requests']> = {},
  options: RpcOptions = {},
): {
  readonly rpc: Rpc<Questions, Questions>;
  readonly posted: unknown[];
  readonly transferred: unknown[];
  readonly heard: string[];
  tell(message: unknown): void;
} {
  const [posted, transferred, heard]: [unknown[], unknown[], string[]] = [[], [], []];
  let tell: (message: unknown) => void = () => undefined;
  const port: Port = {
    post: (message, transfer) => {
      posted.push(message);
      transferred.push(transfer);
    },
    listen: (receive) => (tell = receive),
  };
  const none = () => Promise.reject(new Error('not here'));
  const requests = { double: none, count: none, refuse: none, wait: none, ...handlers };
  const rpc = new Rpc<Questions, Questions>(
    port,
    { requests, events: { said: (text) => heard.push(text) } },
    options,
  );
  return { rpc, posted, transferred, heard, tell: (message) => tell(message) };
}

/** After all that only waits for promises. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a message of each kind is understood only with what its kind needs', () => {
  const reported: string[] = [];
  const { tell } = lonely({}, { report: (problem) => reported.push(problem) });
  const numbered = ['request', 'result', 'progress', 'cancel', 'error'].flatMap((kind) => [
    { kind, method: 'wait', message: 'text' },
    { kind, id: '1', method: 'wait', message: 'text' },
  ]);
  const bad = [
    ...numbered,
    { kind: 'request', id: 1, method: 7 },
    { kind: 'error', id: 1, message: 7 },
    { kind: 'event', id: 1, name: 7 },
    undefined,
    () => ({ kind: 'cancel', id: 1 }),
  ];
  bad.forEach(tell);
  assert.deepEqual(
    reported,
    bad.map(() => 'A message was not understood.'),
  );
});

test('messages about calls that nobody made are nothing to report', () => {
  const reported: string[] = [];
  const { tell, posted } = lonely({}, { report: (problem) => reported.push(problem) });
  for (const kind of ['result', 'progress', 'cancel', 'error']) tell({ kind, id: 9, message: 'text' });
  assert.deepEqual([reported, posted], [[], []]);
});

test('without anyone to tell, what goes wrong harms nobody', () => {
  const { tell, heard } = lonely();
  tell(null);
  tell({ kind: 'event', name: 'unheard' });
  tell({ kind: 'event', name: 'said', payload: 'still there' });
  assert.deepEqual(heard, ['still there']);
});

test('a call settles once: by its answer, and a signal that aborts later has no say', async () => {
  const { rpc, posted, tell } = lonely();
  const abort = new AbortController();
  const seen: unknown[] = [];
  const asked = rpc.call('count', { to: 2 }, { signal: abort.signal, progress: (p) => seen.push(p) });
  assert.equal(rpc.waiting, 1);
  tell({ kind: 'progress', id: 1, value: { done: 1 } });
  tell({ kind: 'result', id: 1, value: 2 });
  tell({ kind: 'progress', id: 1, value: { done: 2 } });
  abort.abort();
  assert.deepEqual([await asked, seen, rpc.waiting], [2, [{ done: 1 }], 0]);
  assert.deepEqual(posted, [{ kind: 'request', id: 1, method: 'count', params: { to: 2 } }]);
});

test('progress that nobody asked to be told is no problem', async () => {
  const reported: string[] = [];
  const { rpc, tell } = lonely({}, { report: (problem) => reported.push(problem) });
  const asked = rpc.call('count', { to: 2 });
  tell({ kind: 'progress', id: 1, value: { done: 1 } });
  tell({ kind: 'result', id: 1, value: 2 });
  assert.deepEqual([await asked, reported], [2, []]);
});

test('a call that is cancelled rejects at once, and the other side is told; before it is made, it is not sent', async () => {
  const { rpc, posted } = lonely();
  const abort = new AbortController();
  const asked = rpc.call('wait', null, { signal: abort.signal });
  abort.abort();
  const error = await caught(asked);
  assert.deepEqual([error.cancelled, error.message, error.name], [true, 'Cancelled.', 'RpcError']);
  assert.deepEqual(posted.slice(1), [{ kind: 'cancel', id: 1 }]);
  assert.equal((await caught(rpc.call('wait', null, { signal: abort.signal }))).cancelled, true);
  assert.deepEqual([posted.length, rpc.waiting], [2, 0]);
});

test('the work for a call is told that it was cancelled, tells no more, and its failure is said to be that', async () => {
  const signals: AbortSignal[] = [];
  let fail: () => void = () => undefined;
  const { tell, posted } = lonely({
    count: (_params, signal, say) => {
      signals.push(signal);
      return new Promise((_resolve, reject) => {
        fail = () => {
          say({ done: 1 });
          reject(new Error('stopped'));
        };
      });
    },
  });
  tell({ kind: 'request', id: 5, method: 'count', params: { to: 1 } });
  tell({ kind: 'cancel', id: 6 });
  assert.equal(signals[0].aborted, false, 'another call was cancelled');
  tell({ kind: 'cancel', id: 5 });
  assert.equal(signals[0].aborted, true);
  fail();
  await turn();
  const stopped = { kind: 'error', id: 5, message: 'stopped', sentence: undefined, cancelled: true };
  assert.deepEqual(posted, [stopped]);
});

test('work that is done is not cancelled any more', async () => {
  const signals: AbortSignal[] = [];
  const { tell, posted } = lonely({ wait: (_params, signal) => (signals.push(signal), null) });
  tell({ kind: 'request', id: 5, method: 'wait', params: null });
  await turn();
  tell({ kind: 'cancel', id: 5 });
  assert.deepEqual([signals[0].aborted, posted], [false, [{ kind: 'result', id: 5, value: null }]]);
});

test('a failure that nobody cancelled is not said to be cancelled, whatever was thrown', async () => {
  const thrown: unknown = 'text';
  const { tell, posted } = lonely({
    wait: () => {
      throw thrown;
    },
  });
  tell({ kind: 'request', id: 5, method: 'wait', params: null });
  await turn();
  assert.deepEqual(posted, [
    { kind: 'error', id: 5, message: 'text', sentence: undefined, cancelled: false },
  ]);
});

test('a channel that is closed rejects, aborts, and neither says nor hears anything more', async () => {
  const signals: AbortSignal[] = [];
  const answers: ((say: boolean) => void)[] = [];
  const { rpc, posted, heard, tell } = lonely({
    count: (_params, signal, say) => {
      signals.push(signal);
      return new Promise((resolve, reject) =>
        answers.push((isDone) => {
          say({ done: 1 });
          if (isDone) resolve(1);
          else reject(new Error('failed'));
        }),
      );
    },
  });
  tell({ kind: 'request', id: 5, method: 'count', params: { to: 1 } });
  tell({ kind: 'request', id: 6, method: 'count', params: { to: 1 } });
  const waiting = [rpc.call('wait', null), rpc.call('refuse', { plain: true })];
  const before = posted.length;
  rpc.close('The end.');
  for (const call of [...waiting, rpc.call('wait', null)]) {
    const { message, cancelled } = await caught(call);
    assert.deepEqual([message, cancelled], ['The end.', false]);
  }
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true, true],
  );
  answers.forEach((answer, k) => answer(k === 0));
  rpc.emit('said', 'a');
  tell({ kind: 'event', name: 'said', payload: 'b' });
  await turn();
  assert.deepEqual([posted.length, heard, rpc.waiting], [before, [], 0]);
});

test('buffers are transferred: those of a call, of an event, and those that an answer owns', async () => {
  const buffer = new ArrayBuffer(4);
  const { rpc, tell, transferred } = lonely(
    { double: () => buffer, wait: () => null },
    { transferables: (value) => (value instanceof ArrayBuffer ? [value] : []) },
  );
  void rpc.call('wait', null, { transfer: [buffer] });
  rpc.emit('said', 'a', [buffer]);
  tell({ kind: 'request', id: 5, method: 'double', params: { value: 1 } });
  tell({ kind: 'request', id: 6, method: 'wait', params: null });
  await turn();
  assert.deepEqual(transferred, [[buffer], [buffer], [buffer], []]);
});

test('an answer of an end that owns no buffers transfers none', async () => {
  const { tell, posted, transferred } = lonely({ wait: () => null });
  tell({ kind: 'request', id: 6, method: 'wait', params: null });
  await turn();
  assert.deepEqual([posted, transferred], [[{ kind: 'result', id: 6, value: null }], [[]]]);
});

// What the extension host and the engine in its worker hold on to, seen from inside the extension host.
import { Session } from 'node:inspector';

/** What a thread has in use after garbage collection. */
export interface InUse {
  /** Of its heap and the buffers that it owns. */
  readonly bytes: number;
  /** Objects, arrays and functions: unlike the bytes they say nothing of what V8 compiled meanwhile. */
  readonly objects: number;
}

/** What is in use after garbage collection. */
export interface Memory {
  readonly host: InUse;
  /** All workers of the extension host together; the engine is one, and the only one that keeps documents. */
  readonly workers: InUse;
  /** Bytes that the whole process has of the system, with memory that is free: for people to read. */
  readonly process: number;
}

const BYTES = '(({ heapUsed, arrayBuffers }) => heapUsed + arrayBuffers)(process.memoryUsage())';
const COUNTED = 'counted';

type Post = (method: string, params?: object) => Promise<unknown>;

/** Measures the extension host and its workers. Rejects when the inspector cannot be used. */
export async function memoryInUse(): Promise<Memory> {
  const session = new Session();
  session.connect();
  const post: Post = (method, params = {}) =>
    new Promise((resolve, reject) =>
      session.post(method, params, (error, result) => (error ? reject(error) : resolve(result))),
    );
  try {
    const workers = await inUseByWorkers(session, post);
    return { host: await inUse(post), workers, process: process.memoryUsage().rss };
  } finally {
    session.disconnect();
  }
}

async function inUse(post: Post): Promise<InUse> {
  await post('HeapProfiler.collectGarbage');
  const bytes = await valueOf(post('Runtime.evaluate', { expression: BYTES }));
  const { result } = (await post('Runtime.evaluate', {
    expression: 'Object.prototype',
    objectGroup: COUNTED,
  })) as { readonly result: { readonly objectId: string } };
  const { objects } = (await post('Runtime.queryObjects', {
    prototypeObjectId: result.objectId,
    objectGroup: COUNTED,
  })) as { readonly objects: { readonly objectId: string } };
  const functionDeclaration = 'function () { return this.length; }';
  const count = await valueOf(
    post('Runtime.callFunctionOn', { objectId: objects.objectId, functionDeclaration }),
  );
  await post('Runtime.releaseObjectGroup', { objectGroup: COUNTED });
  return { bytes, objects: count };
}

async function valueOf(answer: Promise<unknown>): Promise<number> {
  return ((await answer) as { readonly result: { readonly value: number } }).result.value;
}

/** A worker is asked by messages within messages. */
async function inUseByWorkers(session: Session, post: Post): Promise<InUse> {
  const workers: string[] = [];
  const waiting = new Map<number, (result: unknown) => void>();
  session.on('NodeWorker.attachedToWorker', ({ params }) => workers.push(params.sessionId));
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    const { id, result } = JSON.parse(params.message) as { id: number; result: unknown };
    waiting.get(id)?.(result);
  });
  await post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  const used: InUse[] = [];
  let id = 0;
  for (const sessionId of workers)
    used.push(
      await inUse(
        (method, params = {}) =>
          new Promise((resolve, reject) => {
            waiting.set(++id, resolve);
            const message = JSON.stringify({ id, method, params });
            post('NodeWorker.sendMessageToWorker', { sessionId, message }).catch(reject);
          }),
      ),
    );
  await post('NodeWorker.disable');
  return sumOf(used);
}

/**
 * By how much more is in use at every look, in the host or in the workers: the least growth between one look and the next,
 * the first two apart. What is kept of every edit shows in all of them; what a window does once shows in one.
 */
export function growthOf(used: readonly Memory[], where: 'host' | 'workers'): InUse {
  const looks = used.slice(1).map((memory) => memory[where]);
  const least = (what: keyof InUse): number =>
    Math.min(...looks.slice(1).map((look, k) => look[what] - looks[k][what]));
  return { bytes: least('bytes'), objects: least('objects') };
}

/** For people: all looks. */
export function tellMemory(used: readonly Memory[]): string {
  const mb = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(2)} MB`;
  const told = ({ bytes, objects }: InUse): string => `${mb(bytes)} with ${objects} objects`;
  return used
    .map(
      ({ host, workers, process }) => `host ${told(host)}, workers ${told(workers)}, process ${mb(process)}`,
    )
    .join('; ');
}

function sumOf(all: readonly InUse[]): InUse {
  const sum = (what: keyof InUse): number => all.reduce((total, each) => total + each[what], 0);
  return { bytes: sum('bytes'), objects: sum('objects') };
}

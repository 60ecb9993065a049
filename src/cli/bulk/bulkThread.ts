// A thread of the command line: does the jobs of one task with a model of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { readModel, withTagSet } from '../../core/formats/modelPackage.js';
import { isRnnLensError } from '../../core/problems.js';
import { loadEngine, loadQuantisedEngine } from '../../kernel/load.js';
import { failureOf } from '../failure.js';
import type { Answer, Assignment, Job, Task, ThreadMessage } from './jobs.js';
import { Work } from './work.js';

const port = parentPort!;
const { task, content, eightBit, tagSet } = workerData as Assignment;
const work = workOf(task);
let last = Promise.resolve();
port.on('message', ({ id, job }: { id: number; job: Job }) => {
  // One after the other: a stream goes on where it was.
  last = last.then(() =>
    work.run(job).then(
      (answer) => tell({ kind: 'answer', id, answer }, answer),
      (error: unknown) => tell({ kind: 'failure', id, failure: failureOf(error), isOurs: isOurs(error) }),
    ),
  );
});
tell({ kind: 'ready' });

function workOf(task: Task): Work {
  const loaded = withTagSet(readModel(content.manifest, content.weights), tagSet);
  const rounded = eightBit ? loadQuantisedEngine() : null;
  if (task.kind === 'evaluate') return new Work(loaded, loadEngine(), rounded, task);
  return new Work(loaded, rounded ?? loadEngine(), null, task);
}

/** Whether the error is a sentence about the input, and no mistake of the program. */
function isOurs(error: unknown): boolean {
  return isRnnLensError(error) || (error instanceof Error && 'code' in error);
}

function tell(message: ThreadMessage, answer?: Answer): void {
  port.postMessage(message, answer ? [answer.bytes.buffer as ArrayBuffer] : []);
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { EngineClient } from '../../src/live/engineClient.js';
import type { Run } from '../../src/live/run.js';
import { unitCourse } from '../../src/live/training/unitCourse.js';
import type { UnitPlace } from '../../src/protocol/engine.js';
import { portOf } from '../../src/worker/start.node.js';
import { startTestEngine } from '../fixtures/engine.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';

const text = 'A cab came. "A bad cab," said a cad. A cab came by. "A bad bee," said a cab. '.repeat(4);
const chosen: readonly [number, number] = [12, 24];

/** What a course reads of a run. */
const run = {
  tokens: { wholeText: () => text, offsetsBetween: () => chosen },
} as unknown as Run;

/** A real engine behind a channel. */
async function withEngine(use: (engine: EngineClient) => Promise<void>): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const nothing = (): void => undefined;
  const events = {
    segmented: nothing,
    tagged: nothing,
    generated: nothing,
    notice: nothing,
    logged: nothing,
    edited: nothing,
  };
  const start = () => {
    startTestEngine(port1, []);
    return { ...portOf(port2), stop: () => port2.close() };
  };
  const engine = new EngineClient(start, events, { died: (reason) => ({ reason, again: true }) });
  try {
    await use(engine);
  } finally {
    engine.dispose();
  }
}

/** Three networks of different weights, as checkpoints 0, 2 and 5; counts what is read. */
function checkpoints(read: number[] = []) {
  const manifest = tinyManifest();
  return {
    checkpoints: [0, 2, 5],
    version: '1',
    read: async (checkpoint: number) => {
      read.push(checkpoint);
      const weights = new Uint8Array(tinyWeights(manifest, 11 + checkpoint));
      return { manifest: JSON.stringify(manifest), weights };
    },
  };
}

const signal = new AbortController().signal;
const asked = { training: 'x', fromToken: 0, toToken: 1 };

test('a course ranks the units of each checkpoint on the same text, and follows one on the side it ends on', () =>
  withEngine(async (engine) => {
    const shares: number[] = [];
    const best = await unitCourse(engine, run, checkpoints(), asked, signal, (share) => shares.push(share));
    assert.deepEqual([...best.checkpoints], [0, 2, 5]);
    assert.equal(shares.at(-1), 1);
    assert.equal(best.ofOthers, true);
    assert.ok(
      best.auc.every((area) => area > 0.4 && area <= 1),
      best.auc.join(),
    );
    assert.ok(
      best.chance.every((area) => area >= 0.5 && area <= 1),
      best.chance.join(),
    );
    assert.notDeepEqual(best.best[0], best.best[1]);

    const { layer, direction, quantity, unit } = best.best[2];
    const place: UnitPlace = { layer, direction, quantity, unit };
    const one = await unitCourse(engine, run, checkpoints(), { ...asked, unit: place }, signal);
    assert.equal(one.auc[2], best.auc[2]);
    // At another checkpoint it may be on the other side: then it tells less than nothing.
    assert.ok(
      one.auc.every((area, k) => area >= 0 && area <= best.auc[k]),
      one.auc.join(),
    );
    const gate = { ...place, quantity: 'z' } as unknown as UnitPlace;
    await assert.rejects(unitCourse(engine, run, checkpoints(), { ...asked, unit: gate }, signal), /h and c/);
  }));

test('only checkpoints that are not known are run', () =>
  withEngine(async (engine) => {
    const read: number[] = [];
    const course = await unitCourse(engine, run, checkpoints(read), { ...asked, fromCheckpoint: 2 }, signal);
    assert.deepEqual(
      [[...course.checkpoints], read],
      [
        [2, 5],
        [2, 5],
      ],
    );
  }));

test('a course that is given up ends', () =>
  withEngine(async (engine) => {
    const abort = new AbortController();
    const going = unitCourse(engine, run, checkpoints(), asked, abort.signal, () => abort.abort());
    await assert.rejects(going, /Cancelled/);
  }));

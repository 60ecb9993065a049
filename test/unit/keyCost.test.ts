// What a key costs does not grow with the document: counted in numbers that are allocated in typed arrays, with the
// engine's documents and the host's mirror of one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readModel, type ModelManifest } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import { SegmentStore } from '../../src/core/session/segments/segmentStore.js';
import { ENGLISH } from '../../src/core/text/english/english.js';
import { TokenMirror } from '../../src/live/tokenMirror.js';
import type { EditedPlace } from '../../src/protocol/engine.js';
import { CharacterText } from '../../src/worker/documents/characterText.js';
import { SegmentedDocument } from '../../src/worker/documents/segmentedDocument.js';
import { SequenceDocument } from '../../src/worker/documents/sequenceDocument.js';
import type { TokenLabels } from '../../src/worker/helper.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';
import { tinyLanguageModel } from '../fixtures/tinyTasks.js';

const SIZES = [3_000, 300_000];
const KEYS = 20;

/** Numbers in typed arrays that are made while `work` runs. */
function allocated(work: () => void): number {
  let count = 0;
  const names = ['Uint32Array', 'Float32Array', 'Uint16Array', 'Uint8Array'] as const;
  const originals = names.map((name) => globalThis[name]);
  names.forEach((name, k) => {
    const counting = new Proxy(originals[k], {
      construct(target, args, newTarget) {
        const made = Reflect.construct(
          target,
          args,
          newTarget === counting ? target : newTarget,
        ) as Uint8Array;
        // Views of what is there already are not counted.
        if (!(args[0] instanceof ArrayBuffer)) count += made.length;
        return made;
      },
    });
    Object.assign(globalThis, { [name]: counting });
  });
  // Methods of arrays make their results with the species of the array.
  const { slice, map } = Uint32Array.prototype;
  const prototype = Object.getPrototypeOf(Uint32Array.prototype) as typeof Uint32Array.prototype;
  const counted = <A extends unknown[]>(method: (...args: A) => Uint32Array<ArrayBuffer>) =>
    function (this: Uint32Array, ...args: A): Uint32Array<ArrayBuffer> {
      const made = method.apply(this, args);
      count += made.length;
      return made;
    };
  Object.assign(prototype, { slice: counted(slice), map: counted(map as never) });
  try {
    work();
  } finally {
    Object.assign(prototype, { slice, map });
    names.forEach((name, k) => Object.assign(globalThis, { [name]: originals[k] }));
  }
  return count;
}

const pipelineOf = (manifest: ModelManifest): Pipeline =>
  new Pipeline(readModel(JSON.stringify(manifest), tinyWeights(manifest)).model, referenceEngine);

/** Places of a text for one key each, from its beginning to its end. */
const places = (length: number): number[] =>
  Array.from({ length: KEYS }, (_, k) => Math.floor(((k + 0.5) / KEYS) * length));

/** What `KEYS` keys allocate in documents of both sizes; `make` is not counted. */
function costs(make: (size: number) => (at: number) => void): number[] {
  return SIZES.map((size) => {
    const type = make(size);
    type(0);
    return allocated(() => places(size).forEach(type)) / KEYS;
  });
}

function assertSame([small, large]: readonly number[], most: number): void {
  assert.ok(large <= most, `${large} numbers a key in a document of ${SIZES[1]} (of ${SIZES[0]}: ${small})`);
}

test('allocations are counted', () => {
  const list = new Uint32Array(100);
  assert.equal(
    allocated(() => void [new Uint32Array(10), list.slice(0, 7), list.map((n) => n), list.subarray(3)]),
    117,
  );
});

test('a key in a sequence of characters', () => {
  const pipeline = pipelineOf(tinyLanguageModel());
  assertSame(
    costs((size) => {
      const read = CharacterText.read(pipeline, 'abc de. '.repeat(size / 8));
      const document = SequenceDocument.of(pipeline, read, undefined, true);
      return (at) => {
        document.edit([{ startUtf16: at, endUtf16: at, inserted: 'b' }]);
        document.shapes();
      };
    }),
    20_000,
  );
});

test('a key in a document of sentences, with its shapes', () => {
  const pipeline = pipelineOf(tinyManifest());
  assertSame(
    costs((size) => {
      const store = SegmentStore.of<TokenLabels>(ENGLISH, 'A bad cab came by. '.repeat(size / 6));
      const document = new SegmentedDocument(pipeline, store);
      document.shapes();
      return (at) => {
        document.edit([{ startUtf16: 3 * at, endUtf16: 3 * at, inserted: 'b' }]);
        document.shapes();
      };
    }),
    8_000,
  );
});

test('a key in the host’s mirror of a document', () => {
  for (const level of ['token', 'segment'] as const)
    assertSame(
      costs((size) => {
        const mirror = new TokenMirror(level);
        const starts = Uint32Array.from({ length: size }, (_, k) => 5 * k);
        const rows = level === 'token' ? size : size / 10;
        mirror.segmented(
          starts,
          starts.map((start) => start + 4),
          Uint32Array.from({ length: size / 10 + 1 }, (_, k) => 10 * k),
        );
        mirror.tagged(0, new Uint16Array(rows), new Float32Array(rows).fill(0.5));
        return (at) => {
          const row = level === 'token' ? at : Math.floor(at / 10);
          mirror.edited([placeOf(Math.floor(at / 10) * 10)]);
          mirror.tagged(row, Uint16Array.of(1), Float32Array.of(0.25));
          assert.equal(mirror.labels.isKnown(row), true);
        };
      }),
      40_000,
    );
});

/** A segment of ten tokens is replaced by one whose first token is longer by a character. */
function placeOf(token: number): EditedPlace {
  const starts = Uint32Array.from({ length: 10 }, (_, k) => 5 * (token + k) + Number(k > 0));
  return {
    delta: {
      ...{ fromSegment: token / 10, removedSegments: 1, insertedSegments: 1 },
      ...{ fromToken: token, removedTokens: 10, insertedTokens: 10 },
      ...{ startUtf16: 5 * token, removedUtf16: 50, insertedUtf16: 51 },
    },
    starts,
    ends: starts.map((start) => start + 4),
    segmentOffsets: Uint32Array.of(0, 10),
  };
}

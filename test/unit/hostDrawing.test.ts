// What an editor is told of marks and colours, and when: as little as keeps them where the text is.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { mock, test } from 'node:test';
import { DrawnPlaces, type TextRange } from '../../src/host/editor/drawnPlaces.js';
import { askValues, coloursIn } from '../../src/host/editor/unitWindows.js';
import { resting } from '../../src/live/throttle.js';

/** An editor that answers when the test lets it. */
class Bench {
  readonly told: [string, readonly TextRange[]][] = [];
  private readonly waiting: { resolve(): void; reject(error: Error): void }[] = [];
  private version = 1;
  readonly places = new DrawnPlaces<string>(
    {
      tell: (style, places) => void this.told.push([style, places]),
      answered: () => new Promise<void>((resolve, reject) => this.waiting.push({ resolve, reject })),
    },
    1,
  );

  draw(wanted: Record<string, readonly TextRange[]>, version = this.version): void {
    this.places.draw(new Map(Object.entries(wanted)), version);
  }

  type(at: number): void {
    this.version++;
    this.places.edited([{ startUtf16: at, endUtf16: at, insertedLength: 1 }], this.version);
  }

  /** What it was told since the last time. */
  heard(): [string, readonly TextRange[]][] {
    return this.told.splice(0);
  }

  get asked(): number {
    return this.waiting.length;
  }

  async answer(): Promise<void> {
    this.waiting.shift()?.resolve();
    await turn();
  }

  async refuse(): Promise<void> {
    this.waiting.shift()?.reject(new Error('The editor is gone.'));
    await turn();
  }
}

/** Runs a test with timers that pass when it says so. */
async function timed(body: (pass: (ms: number) => Promise<void>) => Promise<void>): Promise<void> {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    await body(async (ms) => {
      mock.timers.tick(ms);
      await turn();
    });
  } finally {
    mock.timers.reset();
  }
}

test('what is drawn is told once: the editor moves it by itself', () =>
  timed(async (pass) => {
    const bench = new Bench();
    bench.draw({ noun: [[0, 3]], verb: [[10, 14]] });
    assert.equal(bench.heard().length, 2);
    await bench.answer();
    bench.type(5);
    await pass(1_000);
    bench.draw({ noun: [[0, 3]], verb: [[11, 15]] });
    assert.deepEqual([bench.heard(), bench.asked], [[], 0]);
  }));

test('an edit that crosses what was told on its way has it told again when typing rests, until it was alone', () =>
  timed(async (pass) => {
    const bench = new Bench();
    bench.draw({ noun: [[0, 3]], verb: [[10, 14]] });
    bench.heard();
    bench.type(5);
    await bench.answer();
    // Nobody knows where it is; while keys come it is not worth telling what is probably right.
    bench.draw({ noun: [[0, 3]], verb: [[11, 15]] });
    await pass(60);
    bench.type(6);
    await pass(60);
    assert.deepEqual(bench.heard(), []);
    await pass(60);
    const again = [
      ['noun', [[0, 3]]],
      ['verb', [[12, 16]]],
    ];
    assert.deepEqual(bench.heard(), again);
    await bench.answer();
    await pass(1_000);
    assert.deepEqual([bench.heard(), bench.asked], [[], 0]);
  }));

test('a mark that an edit touched is told at once where it is wanted, and cleared where nobody wants it', () =>
  timed(async (pass) => {
    const bench = new Bench();
    bench.draw({ noun: [[0, 3], [20, 24]], verb: [[10, 14]] }); // prettier-ignore
    await bench.answer();
    bench.heard();
    bench.type(12);
    bench.draw({ noun: [[0, 3], [21, 25]], verb: [[10, 15]] }); // prettier-ignore
    assert.deepEqual(bench.heard(), [['verb', [[10, 15]]]]);
    await bench.answer();
    bench.type(12);
    await pass(100);
    assert.deepEqual(bench.heard(), [['verb', []]]);
    bench.draw({});
    assert.deepEqual(bench.heard(), [['noun', []]]);
  }));

test('also who types without a rest is not left with doubtful marks for long', () =>
  timed(async (pass) => {
    const bench = new Bench();
    bench.draw({ noun: [[0, 3]] });
    bench.heard();
    bench.type(5);
    await bench.answer();
    for (let keys = 0; keys < 9; keys++) {
      await pass(60);
      bench.type(6);
    }
    assert.deepEqual(bench.heard(), [['noun', [[0, 3]]]]);
  }));

test('a busy editor is not told again before it has answered', () =>
  timed(async (pass) => {
    const bench = new Bench();
    bench.draw({ noun: [[0, 3]] });
    bench.heard();
    for (let keys = 0; keys < 20; keys++) {
      bench.type(5);
      await pass(150);
    }
    assert.deepEqual([bench.heard(), bench.asked], [[], 1]);
    await bench.answer();
    assert.deepEqual([bench.heard(), bench.asked], [[['noun', [[0, 3]]]], 1]);
  }));

test('an editor that does not answer any more is asked again only when it was told more', () =>
  timed(async (pass) => {
    const bench = new Bench();
    bench.draw({ noun: [[0, 3]] });
    await bench.refuse();
    await pass(1_000);
    assert.deepEqual([bench.heard().length, bench.asked], [1, 0]);
    bench.type(5);
    await pass(100);
    assert.deepEqual([bench.heard().length, bench.asked], [1, 1]);
    bench.places.dispose();
    bench.type(6);
    await pass(1_000);
    assert.deepEqual(bench.heard(), []);
  }));

test('who hears of an edit earlier than what is drawn moves waits for that', () =>
  timed(async () => {
    const bench = new Bench();
    bench.draw({ noun: [[0, 3]], verb: [[10, 14]] });
    await bench.answer();
    bench.heard();
    bench.draw({ noun: [[0, 3]], verb: [[11, 15]], name: [[4, 6]] }, 2);
    assert.deepEqual(bench.heard(), []);
    bench.type(4);
    assert.deepEqual(bench.heard(), [['name', [[4, 6]]]]);
    assert.deepEqual(Object.fromEntries(bench.places.places), {
      noun: [[0, 3]],
      verb: [[11, 15]],
      name: [[4, 6]],
    });
  }));

test('`resting` runs once after the last call, or at the most', () =>
  timed(async (pass) => {
    let runs = 0;
    const call = resting(() => runs++, 100, 250);
    call();
    await pass(90);
    call();
    await pass(99);
    assert.equal(runs, 0);
    call();
    await pass(61);
    assert.equal(runs, 1, 'the most');
    await pass(500);
    assert.equal(runs, 1);
    call();
    await pass(100);
    assert.equal(runs, 2, 'the rest');
    call();
    call.dispose();
    await pass(500);
    assert.equal(runs, 2);
  }));

test('values are asked for a visible part at a time, not for what is folded away between them', async () => {
  // 10,000 words of four letters; two lines at the ends are seen.
  const within = (from: number, to: number) =>
    Array.from({ length: Math.ceil((to - from) / 5) }, (_, k) => {
      const token = Math.floor(from / 5) + k;
      return { token, start: 5 * token, end: 5 * token + 4 };
    });
  const run = { tokens: { within } };
  const asked: [number, number][] = [];
  const windows = [[0, 20], [30, 30], [49_900, 49_920]] as const; // prettier-ignore
  const values = await askValues(run, windows, async (from, to) => {
    asked.push([from, to]);
    return new Float32Array(to - from).fill(from === 0 ? 1 : -1);
  });
  assert.deepEqual(asked, [
    [0, 4],
    [9_980, 9_984],
  ]);
  assert.deepEqual(coloursIn(run, values), [
    { bucket: 7, start: 0, end: 19 },
    { bucket: -7, start: 49_900, end: 49_919 },
  ]);
});

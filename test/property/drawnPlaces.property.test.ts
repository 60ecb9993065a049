// However slowly an editor hears and is heard: what it draws is where the text is, once typing rests.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import fc from 'fast-check';
import { Random } from '../../src/core/math/random.js';
import {
  byStyle,
  DrawnPlaces,
  type PlacesByStyle,
  type TextRange,
} from '../../src/host/editor/drawnPlaces.js';
import { FakeDistantEditor, type Typed } from '../fixtures/distantEditor.js';

/** A mark on each word; its style is its length's. */
function marksOf(text: string): PlacesByStyle<number> {
  const words = [...text.matchAll(/[a-z]+/g)].map(({ 0: word, index }) => ({
    style: word.length % 4,
    start: index,
    end: index + word.length,
  }));
  return byStyle(words, ({ style }) => style);
}

/** The extension: hears of edits, and some time later says where it wants marks. */
class Host {
  version = 1;
  readonly places: DrawnPlaces<number>;
  readonly window: FakeDistantEditor<number>;
  clock = 0;
  private readonly random: Random;

  constructor(
    public text: string,
    seed: number,
    slowest: number,
  ) {
    this.random = new Random(seed);
    const heard = (changes: readonly Typed[]) => this.heard(changes);
    this.window = new FakeDistantEditor(text, () => this.clock, this.random, slowest, heard);
    this.places = new DrawnPlaces(this.window, this.version);
    this.draw();
  }

  draw(): void {
    this.places.draw(marksOf(this.text), this.version);
  }

  private heard(changes: readonly Typed[]): void {
    for (const { startUtf16, endUtf16, inserted } of changes)
      this.text = this.text.slice(0, startUtf16) + inserted + this.text.slice(endUtf16);
    this.version++;
    // Whoever hears first may draw at once, before it is known that what is drawn has moved.
    if (this.random.next() < 0.1) this.draw();
    this.places.edited(changes, this.version);
    setTimeout(() => this.draw(), Math.floor(this.random.next() * 40));
  }
}

/** What somebody does with a text, and how long they wait before. */
interface Action {
  readonly kind: 'type' | 'paste' | 'delete' | 'everywhere' | 'undo';
  /** Where, as a share of the text. */
  readonly at: number;
  readonly wait: number;
}

const KEYS = 'ab cd e ';

/** One after the other at the same place, as keys are. */
class Person {
  private cursor = 0;
  private keys = 0;
  private readonly before: string[] = [];

  constructor(private readonly window: FakeDistantEditor<number>) {}

  act({ kind, at }: Action): void {
    const { text } = this.window;
    const place = Math.floor(at * text.length);
    switch (kind) {
      case 'type':
        // Mostly on from the last key.
        if (at < 0.1) this.cursor = place;
        return this.edit([insertion(Math.min(this.cursor++, text.length), KEYS[this.keys++ % KEYS.length])]);
      case 'paste':
        return this.edit([insertion(place, 'some words more ')]);
      case 'delete':
        return this.edit([{ startUtf16: place, endUtf16: Math.min(text.length, place + 5), ...put('') }]);
      case 'everywhere': {
        const hits = [...text.matchAll(/b/g)].map(({ index }) => insertion(index, 'x '));
        return this.edit(hits.reverse());
      }
      case 'undo': {
        const earlier = this.before.pop();
        if (earlier !== undefined) this.window.edit([difference(text, earlier)]);
      }
    }
  }

  private edit(changes: readonly Typed[]): void {
    if (changes.length === 0) return;
    this.before.push(this.window.text);
    this.window.edit(changes);
  }
}

function put(inserted: string): Pick<Typed, 'inserted' | 'insertedLength'> {
  return { inserted, insertedLength: inserted.length };
}

function insertion(at: number, inserted: string): Typed {
  return { startUtf16: at, endUtf16: at, ...put(inserted) };
}

/** What makes one text the other. */
function difference(from: string, to: string): Typed {
  let start = 0;
  while (start < Math.min(from.length, to.length) && from[start] === to[start]) start++;
  let same = 0;
  const most = Math.min(from.length, to.length) - start;
  while (same < most && from[from.length - 1 - same] === to[to.length - 1 - same]) same++;
  return { startUtf16: start, endUtf16: from.length - same, ...put(to.slice(start, to.length - same)) };
}

async function pass(host: Host, ms: number): Promise<void> {
  for (let t = 0; t < ms; t++) {
    host.clock++;
    mock.timers.tick(1);
    for (let turn = 0; turn < 4; turn++) await Promise.resolve();
  }
}

function drawnIn({ drawn }: FakeDistantEditor<number>): [number, readonly TextRange[]][] {
  return [...drawn].filter(([, places]) => places.length > 0).sort(([a], [b]) => a - b);
}

const action = fc.record<Action>({
  kind: fc.oneof(
    { weight: 8, arbitrary: fc.constant<Action['kind']>('type') },
    { weight: 4, arbitrary: fc.constantFrom<Action['kind']>('undo', 'paste', 'delete', 'everywhere') },
  ),
  at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  wait: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 40, max: 150 })),
});

const script = fc.record({
  actions: fc.array(action, { minLength: 1, maxLength: 25 }),
  slowest: fc.constantFrom(2, 30, 200, 1_500),
  seed: fc.nat(),
});

const TEXT = 'the old keeper climbed up to the lamp before dark and read a book about the sea ';

test('whatever is typed and however long messages take, marks are on their words once typing rests', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    await fc.assert(
      fc.asyncProperty(script, async ({ actions, slowest, seed }) => {
        const host = new Host(TEXT, seed, slowest);
        const person = new Person(host.window);
        for (const next of actions) {
          await pass(host, next.wait);
          person.act(next);
        }
        for (let rest = 0; rest < 700; rest = host.window.isQuiet ? rest + 10 : 0) await pass(host, 10);
        assert.equal(host.text, host.window.text);
        const wanted = [...marksOf(host.text)].sort(([a], [b]) => a - b);
        assert.deepEqual(drawnIn(host.window), wanted);
        assert.deepEqual(
          [...host.places.places].sort(([a], [b]) => a - b),
          wanted,
        );
        host.places.dispose();
      }),
      { numRuns: 150 },
    );
  } finally {
    mock.timers.reset();
  }
});

import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import { lookAgain } from '../../src/models/lookAgain.js';

/** A place whose state is `place.state`, how often it was looked at, and how often its changes were told. */
function looked(t: TestContext, state: string) {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const place = { state, looks: 0, told: 0 };
  const looking = lookAgain(
    {
      everyMs: 100,
      state: async () => {
        place.looks++;
        return place.state;
      },
    },
    () => place.told++,
  );
  /** Lets so many intervals pass, each with the answer it brings. */
  const pass = async (intervals: number): Promise<void> => {
    await Promise.resolve().then(() => Promise.resolve());
    for (let k = 0; k < intervals; k++) {
      mock.timers.tick(100);
      await Promise.resolve().then(() => Promise.resolve());
    }
  };
  return { place, looking, pass };
}

test('what changes without anybody telling of it is found, once each time', async (t) => {
  const { place, pass } = looked(t, 'a');
  await pass(3);
  assert.deepEqual(place, { state: 'a', looks: 4, told: 0 });
  place.state = 'b';
  await pass(3);
  assert.equal(place.told, 1);
  place.state = '';
  await pass(1);
  assert.equal(place.told, 2, 'that everything went, too');
});

test('where nothing is it is not looked again until somebody tells of something', async (t) => {
  const { place, looking, pass } = looked(t, '');
  await pass(5);
  assert.equal(place.looks, 1);
  place.state = 'a';
  looking.now();
  await pass(2);
  assert.deepEqual(place, { state: 'a', looks: 4, told: 1 });
});

test('after its end nothing is told, not even by a look that is under way', async (t) => {
  const { place, looking, pass } = looked(t, 'a');
  await pass(1);
  place.state = 'b';
  looking.now();
  looking.dispose();
  await pass(3);
  assert.deepEqual(place, { state: 'b', looks: 3, told: 0 });
});

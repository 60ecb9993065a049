import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import { resting, throttle, trailing } from '../../src/live/throttle.js';

/** Time that stands still until it is moved. */
function clock(t: TestContext): (ms: number) => void {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  return (ms) => mock.timers.tick(ms);
}

test('a throttled action runs at once, then at most once an interval, and the last call is not lost', (t) => {
  const pass = clock(t);
  let runs = 0;
  const throttled = throttle(() => runs++, 100);
  throttled();
  assert.equal(runs, 1, 'the first call at once');
  pass(300);
  assert.equal(runs, 1, 'one call, one run');
  throttled();
  assert.equal(runs, 2, 'at once again after a rest');
  throttled();
  throttled();
  pass(99);
  assert.equal(runs, 2, 'not before the interval is over');
  pass(1);
  assert.equal(runs, 3, 'the calls of an interval together');
  pass(300);
  assert.equal(runs, 3, 'and once only');
});

test('an action may call its throttled self: it runs again after the interval', (t) => {
  const pass = clock(t);
  let runs = 0;
  const throttled = throttle(() => {
    if (++runs < 3) throttled();
  }, 100);
  throttled();
  assert.equal(runs, 1);
  pass(100);
  assert.equal(runs, 2);
  pass(100);
  assert.equal(runs, 3);
});

test('a disposed throttle runs no more for the calls before, and starts afresh', (t) => {
  const pass = clock(t);
  let runs = 0;
  const throttled = throttle(() => runs++, 100);
  throttled.dispose();
  throttled();
  throttled();
  throttled.dispose();
  pass(50);
  assert.equal(runs, 1, 'what was to come is dropped');
  throttled();
  assert.equal(runs, 2, 'nothing is waited for any more');
  throttled();
  // The timer of before the disposal would be over now: it must not end the new interval.
  pass(50);
  assert.equal(runs, 2);
  pass(50);
  assert.equal(runs, 3);
  throttled.dispose();
  throttled();
  pass(100);
  assert.equal(runs, 4, 'a call that was dropped does not come back');
});

test('a trailing action runs once, so long after the first of some calls', (t) => {
  const pass = clock(t);
  let runs = 0;
  const later = trailing(() => runs++, 100);
  later();
  pass(60);
  later();
  assert.equal(runs, 0);
  pass(40);
  assert.equal(runs, 1, 'counted from the first call');
  pass(200);
  assert.equal(runs, 1);
  later();
  pass(100);
  assert.equal(runs, 2, 'calls after it count anew');
});

test('a trailing action that runs now, or is disposed, does not run for the calls before', (t) => {
  const pass = clock(t);
  let runs = 0;
  const later = trailing(() => runs++, 100);
  later();
  pass(60);
  later.now();
  assert.equal(runs, 1);
  later();
  pass(60);
  assert.equal(runs, 1, 'the first timer is cancelled');
  pass(40);
  assert.equal(runs, 2);
  later();
  later.dispose();
  pass(60);
  later();
  pass(60);
  assert.equal(runs, 2, 'and so is a disposed one');
  pass(40);
  assert.equal(runs, 3);
});

test('a trailing action runs as soon as one of its calls wants it', (t) => {
  const pass = clock(t);
  let runs = 0;
  const later = trailing(() => runs++, 100);
  later(500);
  pass(50);
  later();
  pass(99);
  assert.equal(runs, 0);
  pass(1);
  assert.equal(runs, 1, 'the later call wanted it sooner');
  pass(1000);
  assert.equal(runs, 1, 'once for both');
  later(500);
  pass(450);
  later();
  pass(50);
  assert.equal(runs, 2, 'the earlier call was due first');
  pass(1000);
  assert.equal(runs, 2);
});

test('a resting action runs once when calls have rested, or so long after the first of them', (t) => {
  const pass = clock(t);
  let runs = 0;
  const rested = resting(() => runs++, 100, 250);
  rested();
  pass(99);
  assert.equal(runs, 0);
  rested();
  pass(99);
  assert.equal(runs, 0, 'the rest counts from the last call');
  pass(1);
  assert.equal(runs, 1);
  pass(1000);
  assert.equal(runs, 1, 'once for both');
  for (let k = 0; k < 4; k++) {
    rested();
    pass(60);
  }
  assert.equal(runs, 1);
  pass(10);
  assert.equal(runs, 2, 'calls that do not rest are not waited for longer');
  pass(1000);
  assert.equal(runs, 2);
  rested();
  pass(100);
  assert.equal(runs, 3, 'the time of before is forgotten');
});

test('a disposed resting action does not run for the calls before', (t) => {
  const pass = clock(t);
  let runs = 0;
  const rested = resting(() => runs++, 100, 250);
  rested();
  pass(60);
  rested.dispose();
  pass(60);
  rested();
  pass(99);
  assert.equal(runs, 0);
  pass(1);
  assert.equal(runs, 1);
  for (let k = 0; k < 3; k++) {
    rested();
    pass(80);
  }
  rested.dispose();
  for (let k = 0; k < 3; k++) {
    rested();
    pass(80);
  }
  assert.equal(runs, 1, 'both times count anew');
});

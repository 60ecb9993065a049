// In the tests of `npm run mutate`: a test that waits for what never comes fails when its process has been idle for a
// while. A limit of time would also fail tests that only get little of a busy machine.
import { writeSync } from 'node:fs';

const TICK_MS = 50;
/** In none of so many ticks one after the other anything was done. */
const IDLE_TICKS = 40;
const DONE_MS = 2;
const { eventLoopUtilization } = performance;
let before = eventLoopUtilization();
let idle = 0;

setInterval(() => {
  const now = eventLoopUtilization();
  idle = now.active - before.active < DONE_MS ? idle + 1 : 0;
  before = now;
  if (idle < IDLE_TICKS) return;
  writeSync(1, 'not ok 1 - something is awaited that does not come\n');
  process.exit(1);
}, TICK_MS).unref();

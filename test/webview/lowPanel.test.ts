// A panel that is low and narrow: every view keeps to its room and scrolls there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openView, release, settle, startHarness, type Harness } from './page.js';

let harness: Harness;
before(async () => (harness = await startHarness()));
after(() => harness.close());

const VIEWS = ['tags', 'read', 'probabilities', 'states', 'units', 'network', 'attribution', 'trajectory', 'train'] as const; // prettier-ignore

for (const [width, height] of [
  [560, 500],
  [480, 700],
  [690, 420],
])
  test(`at ${width} × ${height} no view lies over the status line, and the page does not scroll`, async () => {
    for (const view of VIEWS) {
      const page = await harness.open('training', { width, height });
      await openView(page, view);
      await settle(page);
      const places = await page.evaluate((name) => {
        const { bottom } = document.querySelector(`#panel-${name}`)!.getBoundingClientRect();
        const status = document.querySelector('.status')!.getBoundingClientRect();
        return { bottom, top: status.top, end: status.bottom, page: document.scrollingElement!.scrollHeight };
      }, view);
      const said = `${view}: ${JSON.stringify(places)}`;
      assert.ok(places.bottom <= places.top + 1, said);
      assert.ok(places.end <= height && places.page <= height, said);
      await release(page);
    }
  });

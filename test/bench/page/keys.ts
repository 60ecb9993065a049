// Keys in the panel's page: the real bundle before a fake host, in a headless browser. Between two keys of one round
// lie those of the other lengths, so that a busy moment of the machine is everybody's.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { openView, settle, startHarness, type Harness } from '../../webview/page.js';
import { machineLine, writePart } from '../live/page.js';

const LENGTHS = [1_000, 10_000, 100_000, 1_000_000];
const VIEWS = ['tags', 'states'] as const;
type ViewUnderTest = (typeof VIEWS)[number];
/** Keys that are not counted: the page's code is compiled by then. */
const WARM_UP = 20;
/** Every so many keys the text gets a token more. */
const KEYS_A_TOKEN = 5;

/** Milliseconds of one key. */
interface KeyTimes {
  /** The text got another token. */
  readonly isNewToken: boolean;
  /** The message is taken in, and the frame is made, to the end of its painting: what the page itself does. */
  readonly work: number;
  /** From the message's sending to the end of the painting; most of it waits for the screen's next frame. */
  readonly whole: number;
}

interface Document {
  readonly view: ViewUnderTest;
  readonly tokens: number;
  readonly page: Page;
  readonly times: KeyTimes[];
}

/** Opens a document of so many tokens, with the cursor in its middle. */
async function open(harness: Harness, view: ViewUnderTest, tokens: number): Promise<Document> {
  const page = await harness.open(`tokens=${tokens}`);
  await openView(page, view);
  await page.evaluate((token) => fake.cursor(token), tokens / 2);
  await settle(page);
  return { view, tokens, page, times: [] };
}

/** Runs in the page: sends what the host tells of a key, and waits until its frame is painted. */
async function oneKey([token, text, tokenCount]: readonly [number, string, number]): Promise<
  Omit<KeyTimes, 'isNewToken'>
> {
  const send = fake.key(token, text, { tokenCount, stepCount: tokenCount, taggedCount: tokenCount });
  return new Promise((resolve) => {
    const painted = new MessageChannel();
    const at = { sent: 0, taken: 0, done: 0, frame: 0 };
    const first = () => {
      at.taken = performance.now();
      // Asked for before the panel's own: it is called at the frame's start.
      requestAnimationFrame(() => {
        at.frame = performance.now();
        // A message is handled after the frame it was sent in.
        painted.port2.postMessage(null);
      });
    };
    const last = () => (at.done = performance.now());
    window.addEventListener('message', first, { capture: true, once: true });
    window.addEventListener('message', last, { once: true });
    painted.port1.onmessage = () => {
      const end = performance.now();
      resolve({ work: at.done - at.taken + end - at.frame, whole: end - at.sent });
    };
    at.sent = performance.now();
    send();
  });
}

async function typeKey({ view, tokens, page, times }: Document, key: number): Promise<void> {
  const token = tokens / 2;
  const text = `typed${key}`;
  const told = await page.evaluate(oneKey, [token, text, tokens + Math.floor(key / KEYS_A_TOKEN)] as const);
  if (key >= WARM_UP) times.push({ ...told, isNewToken: key % KEYS_A_TOKEN === 0 });
  const shown = view === 'tags' ? `#token-${token} .text` : '.readout:visible';
  assert.ok((await page.innerText(shown)).includes(text), `key ${key} is not painted`);
}

/** The value below which `share` (0…1) of all lie. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function table(documents: readonly Document[]): string[] {
  const rows = documents.map((document) => {
    const shortest = documents.find(({ view }) => view === document.view)!;
    const [own, least] = [document, shortest].map(({ times }) => times.map(({ work }) => work));
    const cells = [
      document.view === 'tags' ? 'Tags' : 'Hidden states',
      document.tokens.toLocaleString('en'),
      quantile(own, 0.5).toFixed(1),
      quantile(own, 0.95).toFixed(1),
      `${(quantile(own, 0.5) / quantile(least, 0.5)).toFixed(2)} ×`,
      newTokenMs(document).toFixed(1),
      `${(newTokenMs(document) / newTokenMs(shortest)).toFixed(2)} ×`,
      quantile(
        document.times.map(({ whole }) => whole),
        0.5,
      ).toFixed(1),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| View in front | Tokens | p50 ms | p95 ms | p50 against 1,000 | new token, p50 ms | against 1,000 | painted after, p50 ms |',
    '| :-- | --: | --: | --: | --: | --: | --: | --: |',
    ...rows,
  ];
}

/** The median of keys after which the text has a token more. */
function newTokenMs({ times }: Document): number {
  return quantile(
    times.filter(({ isNewToken }) => isNewToken).map(({ work }) => work),
    0.5,
  );
}

async function main(quick: boolean): Promise<void> {
  const keys = quick ? 30 : 120;
  const harness = await startHarness();
  const all: Document[] = [];
  for (const view of VIEWS) {
    const documents: Document[] = [];
    for (const tokens of LENGTHS) documents.push(await open(harness, view, tokens));
    for (let key = 0; key < WARM_UP + keys; key++)
      for (const document of documents) await typeKey(document, key);
    for (const { page } of documents) await page.close();
    all.push(...documents);
  }
  await harness.close();
  const lines = [
    '## The page',
    `One key as the panel's page sees it, in a headless Chromium without a graphics card: it is told what became of ` +
      `the run and of all that is in sight, and draws. ${keys} keys in the middle of a document, a token more at every ` +
      `${KEYS_A_TOKEN}th. What the page does itself is timed; the last column waits for the screen's next frame, too. ${machineLine()}`,
    '',
    ...table(all),
  ];
  console.log(await writePart('bench:page', lines, quick));
}

await main(process.argv[2] === 'quick');

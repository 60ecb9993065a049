// The panel in a language of which every sentence stands in brackets: all that people read comes through the door.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { PanelComparison } from '../../src/protocol/panel.js';
import { FAKE_START } from './fakeStart.js';
import { chooseMore, done, openView, screenshot, settle, startHarness, type Harness } from './page.js';

let harness: Harness;
before(async () => (harness = await startHarness()));
after(() => harness.close());

/** Runs in the page: texts and read attributes that are in sight, the words inside of brackets taken out. */
function unbracketed(): string[] {
  const texts: string[] = [];
  const keep = (text: string | null) => {
    let rest = text ?? '';
    // The innermost first: a sentence may be a value of another.
    while (/⟦[^⟦⟧]*⟧/.test(rest)) rest = rest.replace(/⟦[^⟦⟧]*⟧/g, '');
    if (/\p{L}{2,}/u.test(rest)) texts.push(rest.trim());
  };
  for (const element of document.querySelectorAll<HTMLElement>('#app, #app *')) {
    if (!element.checkVisibility()) continue;
    for (const name of ['title', 'aria-label', 'aria-roledescription']) keep(element.getAttribute(name));
    for (const node of element.childNodes) if (node instanceof Text) keep(node.data);
  }
  return texts;
}

/** What models, trainings and documents say themselves, by the host: texts, labels, their meanings. */
const DATA =
  /^“|^LSTM with 64 units learns |^I (shat|saight|with) |^(embedding|rnn|head)\.\w+$|^(visitor|sample)\.txt$|^[A-Z]+ 0\.\d+$|^Δp |^(english-|korean-|tolstoy-|textbook-)|^[A-Z]{1,5}$|[가-힣]|^(War|has|been|declared|replied|the|visitor|They|saying|so|long|while|said|count|Anna|Pavlovna|smiled|and|asked|whether|extraordinarily|unfortunate|misunderstanding|of|had|not|troubled|her|guests|’ve)$/;

/** What is on the screen beside sentences and data. */
async function strangers(page: Page): Promise<string[]> {
  const meanings = await page.evaluate(() => {
    const { labelDescriptions, labels } = fake.run().model;
    return [...labelDescriptions, ...labels];
  });
  const texts = await page.evaluate(unbracketed);
  // Formulas and their symbols.
  const isFormula = (text: string) =>
    !/\p{L}{2,}/u.test(text.replace(/\p{Lm}|\b(tanh|ReLU)\b|[a-zA-Z]_\w+/gu, ''));
  return texts.filter((text) => !DATA.test(text) && !meanings.includes(text) && !isFormula(text));
}

const COMPARISON: PanelComparison = {
  ...{ id: 7, revision: 0, kind: 'edit', before: '⟦pinned⟧', after: '⟦now⟧' },
  ...{
    what: '⟦What your edits change.⟧',
    problem: null,
    kinship: { isSame: true, r: 1 },
    labels: ['NOUN', 'VERB'],
  },
};

for (const model of ['', 'korean', 'prose', 'textbook'])
  test(`every text of ${model || 'a tagger'} stands in brackets, in every view and beside it`, async () => {
    const page = await harness.open(`language=brackets&training&model=${model}`, {
      width: 1100,
      height: 900,
    });
    await page.evaluate(() => fake.cursor(3));
    const views = ['tags', 'read', 'probabilities', 'states', 'train'] as const;
    // A network without labels has no text to read.
    for (const view of views.filter((name) => name !== 'read' || model !== 'textbook')) {
      await openView(page, view);
      assert.deepEqual(await strangers(page), [], view);
    }
    await openView(page, 'states');
    await chooseMore(page, '⟦Show as table⟧');
    await page.evaluate(() => fake.setRun({ stale: true }));
    await settle(page);
    assert.deepEqual(await strangers(page), [], 'as a table, stale');
    await chooseMore(page, '⟦Show as table⟧');
    await page.evaluate((comparison) => fake.setState({ comparison }), COMPARISON);
    await settle(page);
    await settle(page);
    assert.deepEqual(await strangers(page), [], 'difference');
    await screenshot(page, `brackets-${model || 'tagger'}`);
    await done(page);
  });

test('a page without a run stands in brackets, too', async () => {
  const page = await harness.open('language=brackets&empty');
  assert.match(await page.innerText('.empty'), /⟦Read visitor\.txt with english-pos⟧/);
  // What is said of samples comes from the host, in its language.
  const told = FAKE_START.samples.flatMap(({ title, sees, words }) => [title, sees, words]);
  const texts = await page.evaluate(unbracketed);
  assert.deepEqual(
    texts.filter((text) => !told.includes(text)),
    [],
  );
  await done(page);
});

// Samples and walkthroughs: what they name is there, and every link asks for something that can be done.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { quantitiesOf, quantitySize } from '../../src/core/rnn/config.js';
import { readManifest } from '../../src/core/formats/modelPackage.js';
import { readLook } from '../../src/host/panel/panelLook.js';
import { samples } from '../../src/host/samples/samples.js';
import type { UnitPlace } from '../../src/protocol/engine.js';
import { VIEW_NAMES } from '../fixtures/viewNames.js';

interface Step {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media: { readonly svg?: string; readonly altText?: string; readonly markdown?: string };
  readonly completionEvents: readonly string[];
}
interface Contributes {
  readonly commands: readonly { readonly command: string }[];
  readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly Step[] }[];
}

const read = (file: string): string => readFileSync(file, 'utf8');
const { contributes } = JSON.parse(read('package.json')) as { readonly contributes: Contributes };
const LANGUAGES = ['package.nls.json', 'package.nls.ko.json'].map(
  (file) => JSON.parse(read(file)) as Readonly<Record<string, string>>,
);
const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
const key = (text: string): string => text.slice(1, -1);

/** Links of a step: the command of each, and its argument. */
function linksOf(
  text: string,
): { readonly command: string; readonly argument: Readonly<Record<string, unknown>> }[] {
  return [...text.matchAll(/\]\(command:([\w.]+)(?:\?([^)]*))?\)/g)].map(([, command, query]) => {
    const [argument = {}] = query ? (JSON.parse(decodeURIComponent(query)) as Record<string, unknown>[]) : [];
    return { command, argument };
  });
}

const rnnOf = (model: string) => readManifest(read(`media/models/${model}/model.json`)).rnn;

function assertUnit(model: string, { layer, direction, quantity, unit }: UnitPlace, what: string): void {
  const rnn = rnnOf(model);
  assert.ok(layer < rnn.layers && quantitiesOf(rnn.cell).includes(quantity), what);
  assert.ok(
    unit < quantitySize(rnn, quantity, { layer, direction }) &&
      (rnn.bidirectional || direction === 'forward'),
    what,
  );
}

test('every text in media/samples is a sample with an installed model, and its words stand in it once', () => {
  const all = samples();
  const files = readdirSync('media/samples').filter((name) => !name.startsWith('.'));
  assert.deepEqual(all.map(({ file }) => file).sort(), files.sort());
  assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
  for (const { name, file, model, words, views, unit } of all) {
    assert.equal(read(`media/samples/${file}`).split(words).length, 2, `${name}: ${words}`);
    assert.ok(
      views.some((view) => VIEW_NAMES.includes(view)),
      `${name}: ${views.join()}`,
    );
    if (unit) assertUnit(model, unit, name);
    else assert.ok(rnnOf(model));
  }
});

test('a sample is read by the same model where its folder is open', () => {
  const settings = JSON.parse(read('media/samples/.vscode/settings.json')) as Record<
    string,
    Record<string, string>
  >;
  const manifest = JSON.parse(read('package.json')) as {
    contributes: { configuration: { properties: Record<string, { default: Record<string, string> }> } };
  };
  const byKind = manifest.contributes.configuration.properties['rnnLens.models'].default;
  for (const { file, model } of samples()) {
    const set = settings['rnnLens.models'][file];
    const automatic = file.endsWith('.ts')
      ? byKind['typescript']
      : file === 'korean.txt'
        ? byKind['hangul']
        : byKind['latin'];
    assert.equal(set ?? automatic, model, file);
  }
});

test('an empty panel offers six samples, each by another model', () => {
  const first = samples().filter(({ isFirst }) => isFirst);
  assert.equal(first.length, 6);
  assert.deepEqual(samples().slice(0, 6), first);
  assert.equal(new Set(first.map(({ model }) => model)).size, 6);
});

test('every link of a walkthrough runs a command of the manifest on what is there, and is the same in every language', () => {
  assert.deepEqual(
    contributes.walkthroughs.map(({ id, steps: own }) => [id, own.length]),
    [
      ['start', 5],
      ['textbook', 9],
    ],
  );
  const commands = contributes.commands.map(({ command }) => command);
  for (const { id, description } of steps) {
    const [links, ...others] = LANGUAGES.map((texts) => linksOf(texts[key(description)]));
    for (const other of others) assert.deepEqual(other, links, id);
    assert.ok(links.length > 0, id);
    for (const { command, argument } of links.filter((link) => link.command.startsWith('rnnLens.'))) {
      assert.ok(commands.includes(command), `${id}: ${command}`);
      if (command === 'rnnLens.openSample') assertRequest(id, argument);
    }
  }
});

function assertRequest(id: string, argument: Readonly<Record<string, unknown>>): void {
  const sample = samples().find(({ name }) => name === argument['sample']);
  assert.ok(sample, `${id}: ${String(argument['sample'])}`);
  assert.equal(argument['step'], id);
  const { views, unit } = readLook(argument);
  if (argument['views'])
    assert.ok(
      views.some((view) => VIEW_NAMES.includes(view)),
      `${id}: ${views.join()}`,
    );
  assert.deepEqual(unit, argument['unit'], `${id}: the unit is one`);
  if (unit) assertUnit(sample.model, unit, id);
  if (argument['words'])
    assert.ok(read(`media/samples/${sample.file}`).includes(String(argument['words'])), id);
  assert.ok([undefined, 'colour', 'pin', 'model'].includes(argument['then'] as string | undefined), id);
  if (argument['then'] === 'colour') assert.ok(unit, id);
}

test('steps have a picture or a page in every language, and are done by something that happens', () => {
  const contexts = [...read('src/host/samples/openSample.ts').matchAll(/'(rnnLens\.\w+)'/g)].map(
    ([, name]) => name,
  );
  assert.ok(contexts.includes('rnnLens.step'));
  for (const { id, title, media, completionEvents } of steps)
    for (const texts of LANGUAGES) {
      assert.ok(texts[key(title)], id);
      if (media.svg) assert.ok(existsSync(media.svg) && texts[key(media.altText!)], id);
      else assert.ok(existsSync(texts[key(media.markdown!)]), id);
      assert.ok(completionEvents.length > 0, id);
    }
});

test('another language has texts for keys there are', () => {
  const [english, ...others] = LANGUAGES;
  for (const texts of others)
    for (const [name, text] of Object.entries(texts)) assert.ok(english[name] && text.trim() !== '', name);
});

test('what a command is given may be anything: views and a unit are taken, the rest is left out', () => {
  const unit = { layer: 0, direction: 'forward', quantity: 'h', unit: 3 } as const;
  assert.deepEqual(readLook('states'), { views: ['states'] });
  assert.deepEqual(readLook({ views: ['network', 3, 'states'], unit }), {
    views: ['network', 'states'],
    unit,
  });
  for (const given of [
    undefined,
    null,
    3,
    [],
    {},
    { views: 'states' },
    { unit: { ...unit, unit: -1 } },
    { unit: 3 },
  ])
    assert.deepEqual(readLook(given), { views: [] }, JSON.stringify(given));
  for (const wrong of [{ direction: 'up' }, { quantity: 'q' }, { layer: 0.5 }])
    assert.deepEqual(readLook({ unit: { ...unit, ...wrong } }), { views: [] });
});

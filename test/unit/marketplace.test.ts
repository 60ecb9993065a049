// What a marketplace, the settings editor and the command palette make of the manifest, and what the VSIX has in it.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { listFiles, PackageManager } from '@vscode/vsce';
import { PNG } from 'pngjs';
import { bundledPackages } from '../../licences/licences.mjs';
import { sourceFiles } from '../tools/sources.js';

interface Command {
  readonly command: string;
  readonly enablement?: string;
}

interface Setting {
  readonly scope?: string;
  readonly order?: number;
  readonly markdownDescription?: string;
}

interface Manifest {
  readonly icon: string;
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly galleryBanner: { readonly color: string; readonly theme: string };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: string[] };
  };
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly menus: {
      readonly commandPalette: readonly { readonly command: string; readonly when: string }[];
    };
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const texts = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
const NLS = [texts('package.nls.json'), texts('package.nls.ko.json')];

/** Commands that begin something, whatever is open. */
const ALWAYS = [
  ...['look', 'openPanel', 'openSample', 'getStarted', 'openLessons', 'toggleFollow', 'exportModel'],
  'lookIntoFile',
];

/** What VS Code knows by itself, and what the extension tells it. */
const VSCODE_KEYS = ['editorIsOpen', 'editorHasSelection', 'isWorkspaceTrusted', 'workspaceFolderCount'];

test('the palette offers no command that cannot run: each says when it can, or always can', () => {
  const { commands, menus } = manifest.contributes;
  const rows = new Map(menus.commandPalette.map(({ command, when }) => [command, when]));
  const always = commands.filter(({ command, enablement }) => !rows.has(command) && !enablement);
  assert.deepEqual(
    always.map(({ command }) => command).sort(),
    ALWAYS.map((name) => `rnnLens.${name}`).sort(),
  );
  for (const { command, when } of menus.commandPalette) {
    assert.ok(
      commands.some((each) => each.command === command),
      command,
    );
    assert.ok(when.trim() !== '', command);
  }
});

test('every key in a condition of the palette is one that VS Code has or that the extension sets', () => {
  const sources = sourceFiles('src/host').map((file) => readFileSync(file, 'utf8'));
  const isTold = (name: string) =>
    sources.some(
      (text) =>
        text.includes(`tell('${name}'`) ||
        text.includes(`'setContext', 'rnnLens.${name}'`) ||
        new RegExp(`tell\\(\\s*'${name}'`).test(text),
    );
  const conditions = [
    ...manifest.contributes.menus.commandPalette.map(({ when }) => when),
    ...manifest.contributes.commands.flatMap(({ enablement }) => enablement ?? []),
  ];
  for (const [key] of conditions.join(' ').matchAll(/[a-zA-Z]+(\.[a-zA-Z]+)?/g)) {
    const [, own] = /^rnnLens\.(.+)$/.exec(key) ?? [];
    if (key === 'false' || key === 'activeCustomEditorId' || key === 'rnnLens.modelFile') continue;
    assert.ok(own ? isTold(own) : VSCODE_KEYS.includes(key), key);
  }
});

test('settings have a scope, an order and a description in Markdown whose links lead to settings that there are', () => {
  const settings = Object.entries(manifest.contributes.configuration.properties);
  const orders = settings.map(([, { order }]) => order);
  assert.deepEqual(
    orders,
    settings.map((_, k) => k + 1),
  );
  for (const [name, { scope, markdownDescription }] of settings) {
    assert.match(scope ?? '', /^(window|resource|machine|machine-overridable)$/, name);
    assert.match(markdownDescription ?? '', /^%.+%$/, name);
    for (const language of NLS) {
      const text = language[markdownDescription!.slice(1, -1)];
      for (const [, linked] of text.matchAll(/#(rnnLens\.[\w.]+)#/g))
        assert.ok(linked in manifest.contributes.configuration.properties, `${name}: ${linked}`);
      assert.doesNotMatch(text, /`#?rnnLens\.[\w.]+`/, `${name} names a setting without its link`);
    }
  }
});

test('without trust exactly the settings that lead to files wait', () => {
  const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  assert.equal(supported, 'limited');
  const leadToFiles = Object.keys(manifest.contributes.configuration.properties).filter((name) =>
    /folder|path|file|url/i.test(name.replace('rnnLens.', '')),
  );
  assert.deepEqual(restrictedConfigurations, leadToFiles);
});

test('the icon is a PNG of 256 pixels with transparent corners; banner, categories and keywords are what marketplaces take', () => {
  const icon = PNG.sync.read(readFileSync(manifest.icon));
  assert.deepEqual([icon.width, icon.height], [256, 256]);
  assert.equal(icon.data[3], 0, 'a corner');
  const middle = 4 * (110 * 256 + 80);
  assert.equal(icon.data[middle + 3], 255);
  assert.match(manifest.galleryBanner.color, /^#[0-9a-f]{6}$/);
  assert.equal(manifest.galleryBanner.theme, 'dark');
  assert.ok(manifest.keywords.length <= 30 && manifest.categories.length <= 3);
});

test('pictures of README.md are there, and none is a vector: marketplaces do not show those', () => {
  for (const file of ['README.md', 'README.ko.md']) {
    const pictures = [...readFileSync(file, 'utf8').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, to]) => to);
    assert.ok(pictures.length > 0, file);
    for (const picture of pictures) {
      assert.match(picture, /\.(png|gif)$/, picture);
      if (!picture.startsWith('https:')) assert.ok(statSync(picture).size > 0, picture);
    }
  }
});

test('the VSIX has the files of the list, and no others (`npx vsce ls --no-dependencies > test/fixtures/vsixFiles.txt`)', async () => {
  const files = await listFiles({ cwd: '.', packageManager: PackageManager.None });
  const expected = readFileSync('test/fixtures/vsixFiles.txt', 'utf8').trim().split('\n');
  assert.deepEqual(files.map((file) => file.replaceAll('\\', '/')).sort(), expected.sort());
});

test('the licence of every package that is bundled goes with it, whole; no font is, and whose colours are taken is said', () => {
  const metafiles = JSON.parse(readFileSync('out/metafiles.json', 'utf8')) as {
    inputs: Record<string, unknown>;
  }[];
  const licences = readFileSync('dist/licences.txt', 'utf8');
  const parts = licences.split(/^==== (?=@?[a-z])/m).slice(1);
  const packages = bundledPackages(metafiles);
  assert.ok(packages.length > 15);
  for (const folder of packages) {
    const { name, version } = texts(path.join(folder, 'package.json'));
    const part = parts.find((text) => text.startsWith(`${name} ${version} (`));
    assert.ok(part, `${name} ${version} is not in dist/licences.txt`);
    assert.match(part, /Permission (is hereby granted|to use)|Apache License|Redistribution and use/, name);
    // Nobody's licence lets the copyright be left out.
    assert.match(part, /copyright/i, name);
  }
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  assert.deepEqual(
    inputs.filter((input) => /\.(ttf|otf|woff2?|eot)$/.test(input)),
    [],
  );
  const notice = readFileSync('NOTICE', 'utf8');
  for (const whose of ['ColorBrewer', 'Primer']) assert.match(notice, new RegExp(whose));
  assert.match(notice, /No font/);
});

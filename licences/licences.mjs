// The licences of what is bundled: from the packages themselves, and for those that come without one the standard text of
// the licence that they name, with whose they are.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

/** What packages without a file say of their copyright elsewhere: in README.md, or at the top of their sources. */
const COPYRIGHTS = {
  '@microsoft/fast-element': 'Copyright (c) Microsoft Corporation. All rights reserved.',
  '@microsoft/fast-foundation': 'Copyright (c) Microsoft Corporation. All rights reserved.',
  '@microsoft/fast-web-utilities': 'Copyright (c) Microsoft Corporation. All rights reserved.',
  '@tensorflow/': 'Copyright 2018 Google LLC. All Rights Reserved.',
  assemblyscript: 'Copyright (c) the AssemblyScript authors',
  seedrandom: 'Copyright 2019 David Bau.',
  tr46: 'Copyright (c) Sebastian Mayr',
};

/** Folders of the packages that went into bundles, from esbuild's metafiles; the compiled kernels bring their compiler's library. */
export function bundledPackages(metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  // What a package tells bundlers to leave out in browsers is not in the bundle.
  const used = inputs.filter((input) => !input.startsWith('(disabled):'));
  const folders = used.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]);
  const compiled = used.some((input) => input.startsWith('kernel:')) ? ['node_modules/assemblyscript'] : [];
  return [...new Set([...folders, ...compiled])].filter(Boolean).sort();
}

/** What is said of one package: its name, version and licence, and the whole text of that. */
export function licenceOf(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const { name, version, license, homepage = '' } = manifest;
  const files = readdirSync(folder).filter((file) => /^(licen[sc]e|notice|copyright)/i.test(file));
  const own = files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  const texts = files.some((file) => /^licen[sc]e/i.test(file))
    ? own
    : [...own, ...standardTexts(name, license)];
  return [`==== ${name} ${version} (${license}) ${homepage}`.trimEnd(), ...texts, ''].join('\n\n');
}

function standardTexts(name, licence) {
  const copyright = Object.entries(COPYRIGHTS).find(([start]) => name.startsWith(start))?.[1];
  if (!copyright)
    throw new Error(`${name} comes without a licence: name its copyright in licences/licences.mjs.`);
  const texts = licence.split(' AND ').map((id) => readFileSync(path.join(here, `${id}.txt`), 'utf8').trim());
  return [copyright, ...texts];
}

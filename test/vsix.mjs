// Packs the extension, for people and for tests.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { root } from './project.mjs';

/**
 * Packs what is built. Pictures and links of the README are made https by vsce from `repository` in package.json, the one
 * setting for that; without it they stay as they are written, which a marketplace would not show. Resolves to whether they are https.
 */
export async function pack({ out, preRelease = false } = {}) {
  const { repository } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  await createVSIX({
    cwd: root,
    packagePath: out,
    preRelease,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: repository !== undefined,
  });
  return repository !== undefined;
}

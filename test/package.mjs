// `npm run package`: builds the extension and packs it. `-- --out FILE` says where; `npm run package:pre-release` marks it as one.
import { parseArgs } from 'node:util';
import { buildExtension } from './prepare.mjs';
import { pack } from './vsix.mjs';

const { values } = parseArgs({
  options: { 'pre-release': { type: 'boolean', default: false }, out: { type: 'string' } },
});
const { code, output } = await buildExtension();
if (code !== 0) throw new Error(output);
const isForMarketplaces = await pack({ out: values.out, preRelease: values['pre-release'] });
if (!isForMarketplaces)
  console.log('For a marketplace, set "repository" in package.json first: pictures need https addresses.');

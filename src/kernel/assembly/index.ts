// What the module exports; memory comes from the loader, which decides what lies where.
export { forward } from './forward';
export { backward } from './backward';
export { multiply, multiplyBlocks } from './multiply';
export { addRowSums, packBlocks, packPanels } from './pack';

import { bodyPlaces, headInputSize, operationWidths, PLACE } from '../model/model.js';
import { ACTIVATION_NAMES } from '../operations/activations.js';
import type { Operation } from '../operations/operation.js';
import { sentence } from '../sentence.js';
import { inputWidth } from '../tokens/input.js';
import type { Fields } from './fields.js';
import type { ModelManifest } from './manifest.js';

/** Checks what stands around the recurrent network, and that widths fit; throws RnnLensError naming the field. */
export function checkNetwork(manifest: ModelManifest, fields: Fields): void {
  if (fields.has('predictsNext')) fields.flag('predictsNext');
  if (fields.has('words')) {
    const words = fields.child('words');
    words.text('separators');
    words.flag('leavesOutUnknown');
  }
  if (fields.has('window')) {
    const window = fields.child('window');
    window.count('steps');
    window.oneOf('padding', ['before', 'after']);
    window.flag('slides');
    if (window.has('hasStart')) window.flag('hasStart');
  }
  const { input, rnn } = manifest;
  const found = inputWidth(input, rnn);
  checkOperations(fields, 'stem', new Map([[PLACE.input, found]]));
  checkOperations(fields, 'body', bodyPlaces(manifest));
  checkWidth(manifest, fields, found);
  if (manifest.body && headInputSize(manifest) < 1)
    fields.fail('body', sentence('must give at least one number'));
}

function checkWidth({ stem, rnn }: ModelManifest, fields: Fields, found: number): void {
  const last = stem?.at(-1);
  const widths = operationWidths(stem ?? [], new Map([[PLACE.input, found]]));
  const width = last ? (widths.get(last.name) ?? 0) : found;
  if (width !== rnn.inputSize)
    fields.fail(
      'rnn.inputSize',
      last
        ? sentence('is {0}, but the stem gives {1} numbers', rnn.inputSize, width)
        : sentence('is {0}, but the embeddings give {1} numbers', rnn.inputSize, width),
    );
}

const HOW = {
  merge: ['concat', 'add', 'multiply', 'average', 'maximum'],
  pool: ['max', 'mean', 'first', 'last'],
} as const;

/** Operations read places and operations before them; those of a stem leave the steps as they are. */
function checkOperations(fields: Fields, part: 'stem' | 'body', places: ReadonlyMap<string, number>): void {
  if (!fields.has(part)) return;
  const known = new Set(places.keys());
  let isPooled = false;
  for (const operation of fields.children(part)) {
    const name = operation.text('name');
    if (!/^[A-Za-z0-9_./-]+$/.test(name) || known.has(name))
      operation.fail('name', sentence('must be a name of its own'));
    const inputs = operation.texts('inputs');
    const unknown = inputs.find((input) => !known.has(input));
    if (inputs.length === 0 || unknown !== undefined)
      operation.fail('inputs', sentence('must name places and operations before it'));
    known.add(name);
    const kind = checkKind(operation);
    isPooled ||= kind === 'pool' || kind === 'flatten' || kind === 'attention';
    if (isPooled && part === 'stem')
      operation.fail('kind', sentence('must leave the steps as they are before the recurrent network'));
  }
}

function checkKind(operation: Fields): Operation['kind'] {
  const kind = operation.oneOf('kind', [
    'dense',
    'activation',
    'scale',
    'convolution',
    'merge',
    'pool',
    'flatten',
    'attention',
  ]);
  if (kind === 'dense' || kind === 'convolution') {
    operation.count('outputs');
    operation.flag('bias');
  }
  if (kind === 'activation') operation.oneOf('activation', ACTIVATION_NAMES);
  if (kind === 'convolution') {
    operation.count('size');
    operation.count('dilation');
    operation.oneOf('padding', ['same', 'causal']);
  }
  if (kind === 'merge' || kind === 'pool') operation.oneOf('how', HOW[kind]);
  if (kind === 'flatten') operation.count('steps');
  return kind;
}

import { sentence } from '../../sentence.js';
import type { PlanLayer } from './dense.js';
import { inputShapeOf, type KerasGraph, type KerasLayer } from './graph.js';
import { countOf, isObject, textOf } from './json.js';
import { isRecurrent } from './recurrent.js';
import { refuse } from './refusal.js';

/** A shape for people, the number of texts left out: `[40, 57]`, with a question mark for any size. */
function shown(shape: readonly (number | null)[]): string {
  return `[${shape.map((n) => n ?? '?').join(', ')}]`;
}

/** Layers that an answer is computed from, the answer included. */
export function reachable({ layers }: KerasGraph, output: string): KerasLayer[] {
  const byId = new Map(layers.map((layer) => [layer.id, layer]));
  const found = new Set<string>();
  const waiting = [output];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...(byId.get(id)?.inputs ?? []));
  }
  return layers.filter(({ id }) => found.has(id));
}

/** Refuses networks that cannot run on a text whatever their weights, the commonest reasons first. */
export function judge(layers: readonly KerasLayer[], units: number | null): void {
  const inputs = layers.filter(({ className }) => className === 'InputLayer');
  if (!layers.some(isRecurrent))
    refuse(sentence('No recurrent layer is on the way to the answer "{0}".', layers.at(-1)?.id ?? '?'));
  if (inputs.length !== 1)
    refuse(
      sentence(
        'The network has {0} inputs ({1}). What reads one text into another (encoder-decoder) or several things at once cannot be run on one text.',
        inputs.length,
        inputs.map((layer) => `${layer.id} ${shown(inputShapeOf(layer) ?? [])}`).join(', '),
      ),
    );
  const [input] = inputs;
  const shape = inputShapeOf(input);
  if (shape === null || isTextInput(input)) return;
  if (shape.length > 2)
    refuse(sentence('The network reads images or other data of the shape {0}, not text.', shown(shape)));
  const isLookedUp = layers.some(
    (layer) => layer.className === 'Embedding' && layer.inputs.includes(input.id),
  );
  if (shape.length === 2 && !isLookedUp && !isOneHot(shape, units, layers)) refuseNumbers(shape);
  if (shape.length < 2 && !layers.some(({ className }) => className === 'Embedding'))
    refuse(
      sentence(
        'The network reads numbers of the shape {0} and has no Embedding: a series of measurements, not text.',
        shown(shape),
      ),
    );
}

/** Narrower vectors are measurements, wider ones may be of words. */
const FEW_NUMBERS = 40;

function refuseNumbers(shape: readonly (number | null)[]): never {
  const [steps, width] = shape;
  if (width !== null && width >= FEW_NUMBERS)
    refuse(
      sentence(
        'The first layer takes vectors of width {0} (input shape {1}): word vectors or other numbers from outside, which are not in the file. Put an Embedding layer with these vectors before it and save the model again.',
        width,
        shown(shape),
      ),
    );
  return refuse(
    sentence(
      'The network reads {0} steps of {1} numbers (input shape {2}): a series of measurements, not text.',
      steps ?? '?',
      width ?? '?',
      shown(shape),
    ),
  );
}

/** Whether vectors of such a width are one-hot symbols: a language model answers with one of as many. */
function isOneHot(
  [, width]: readonly (number | null)[],
  units: number | null,
  layers: readonly KerasLayer[],
): boolean {
  const isChoice = layers.some(
    ({ className, config }) =>
      className === 'Softmax' || JSON.stringify([config['activation'], config['layer']]).includes('softmax'),
  );
  return width !== null && width > 4 && units === width && isChoice;
}

function isTextInput({ config }: KerasLayer): boolean {
  return textOf(config, 'dtype') === 'string';
}

/** Units of the last layer that has any, for an answer. */
export function answerUnits(layers: readonly KerasLayer[]): number | null {
  const withUnits = layers
    .map(({ config }) => countOf(config, 'units', 'output_dim') ?? innerUnits(config['layer']))
    .filter((n) => n !== undefined);
  return withUnits.at(-1) ?? null;
}

function innerUnits(layer: unknown): number | undefined {
  const config = isObject(layer) ? layer['config'] : undefined;
  return isObject(config) ? countOf(config, 'units', 'output_dim') : undefined;
}

export const planInput: PlanLayer = (layer, _, plan) => {
  const shape = inputShapeOf(layer);
  const steps = shape?.[0] ?? null;
  const at = plan.add(layer.id, [], { kind: 'ids' });
  if (!isTextInput(layer)) plan.window = steps;
  const width = shape?.[1] ?? null;
  if (shape?.length !== 2 || width === null || isTextInput(layer))
    return { at, flow: { kind: 'ids', steps: isTextInput(layer) ? null : steps } };
  // What is no symbol is a vector of zeros: no padding has a place in it.
  plan.padId = -1;
  const input = { at, flow: { kind: 'ids', steps } } as const;
  return {
    at: plan.add(`${layer.id}/one-hot`, [input], { kind: 'one-hot', width }),
    flow: { kind: 'sequence', width, steps },
  };
};

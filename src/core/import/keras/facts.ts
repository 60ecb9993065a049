import type { KerasGraph } from './graph.js';
import { inputShapeOf, type KerasLayer } from './graph.js';
import { isObject, settingOf, textOf } from './json.js';

type Fact = { readonly name: string; readonly value: string };

const SETTINGS = [
  'input_dim',
  'output_dim',
  'units',
  'filters',
  'kernel_size',
  'activation',
  'recurrent_activation',
  'merge_mode',
  'rate',
  'return_sequences',
  'go_backwards',
  'mask_zero',
  'reset_after',
];

/** A layer with the settings that matter, for people. */
function describe(layer: KerasLayer): string {
  const { config, className } = layer;
  const inner = isObject(config['layer']) ? config['layer'] : undefined;
  const own =
    inner && isObject(inner['config']) ? { ...inner['config'], merge_mode: config['merge_mode'] } : config;
  const wrapped = inner ? `${className}(${textOf(inner, 'class_name') ?? '?'})` : className;
  const shape = className === 'InputLayer' ? inputShapeOf(layer) : null;
  const settings = SETTINGS.flatMap((name) => {
    const value = settingOf(own, name);
    return ['string', 'number', 'boolean'].includes(typeof value) && value !== false
      ? [`${name} ${String(value)}`]
      : [];
  });
  return [wrapped, ...(shape ? [`[${shape.map((n) => n ?? '?').join(', ')}]`] : []), ...settings].join(', ');
}

const MAX_LAYERS = 200;

/** Versions and layers of a network, for people; a name without a value is left out. */
export function factsOf(
  named: Readonly<Record<string, string | undefined>>,
  graph: KerasGraph | null,
): readonly Fact[] {
  const facts = Object.entries(named).flatMap(([name, value]) =>
    value ? [{ name, value: value.slice(0, 200) }] : [],
  );
  const layers = (graph?.layers ?? []).slice(0, MAX_LAYERS);
  return [...facts, ...layers.map((layer) => ({ name: layer.id, value: describe(layer).slice(0, 200) }))];
}

import type { FileContents, NetworkLayer } from '../../src/protocol/fileView.js';
import { h } from '../dom.js';
import { t } from '../sentences/text.js';
import { button } from '../ui/toolkit.js';
import { cell, numberCell, rowHead, section, table } from './tables.js';

/** Weights of a file with more numbers are read for its layers when somebody asks for them: 128 MB of them. */
const LARGE = 1 << 25;

/** The layers of a file that can be run; of another the parts that its tensors' names begin with. */
export function layersOf(
  contents: FileContents | Omit<FileContents, 'refusal'>,
  canRun: boolean,
  ask: () => Promise<readonly NetworkLayer[]>,
): HTMLElement | null {
  if (!canRun) return groupsOf(contents.tensors);
  const note = h('p', { class: 'note' });
  const made = section('layers', t('file.layers'), note);
  const read = async (): Promise<void> => {
    note.textContent = t('file.layersNote', { state: 'reading' });
    try {
      made.append(layerTable(await ask()));
      note.textContent = t('file.layersNote', { state: 'here' });
    } catch (error) {
      note.textContent = error instanceof Error ? error.message : String(error);
    }
  };
  if (contents.numbers <= LARGE) void read();
  else {
    note.textContent = t('file.layersNote', { state: 'large' });
    const show = button(t('file.readLayers'), () => {
      show.element.remove();
      void read();
    });
    made.append(show.element);
  }
  return made;
}

function layerTable(layers: readonly NetworkLayer[]): HTMLElement {
  const { element, body } = table(t('file.layers'), [
    { name: 'name', title: t('file.layer') },
    { name: 'kind', title: t('file.kind') },
    { name: 'gives', title: t('file.gives') },
    { name: 'parameters', title: t('file.parameters'), isNumber: true },
  ]);
  for (const layer of layers) {
    const { name, isOfSteps, width, parameters } = layer;
    const gives =
      width === 0 ? t('file.ids') : t('file.width', { width, isOfSteps: isOfSteps ? 'yes' : 'no' });
    body.append(
      h(
        'tr',
        {},
        rowHead(name),
        cell('kind', kindOf(layer)),
        cell('gives', gives),
        numberCell('parameters', parameters === 0 ? '' : parameters.toLocaleString()),
      ),
    );
  }
  body.append(
    totalRow(
      layers.reduce((sum, { parameters }) => sum + parameters, 0),
      2,
    ),
  );
  return element;
}

function totalRow(total: number, between: number): HTMLElement {
  return h(
    'tr',
    { class: 'total' },
    rowHead(t('file.total')),
    h('td', { colspan: between }),
    numberCell('parameters', total.toLocaleString()),
  );
}

function kindOf({ kind, recurrent, how, inputs }: NetworkLayer): string {
  const what = recurrent ? recurrentWords(recurrent) : t('file.layerKind', { kind, how: how ?? '' });
  return inputs.length > 1 ? t('file.layerOf', { what, inputs: inputs.join(', ') }) : what;
}

function recurrentWords(recurrent: NonNullable<NetworkLayer['recurrent']>): string {
  const { cell: kind, units, activation, gateActivation, reads, merge } = recurrent;
  const hasGates = !kind.startsWith('RNN');
  const isUsual = activation === 'tanh' && (!hasGates || gateActivation === 'sigmoid');
  return t('file.recurrent', {
    ...{ cell: kind.replace(/_.*/, ''), n: units, reads, merge, activation, gates: gateActivation },
    ...{ isUsual: isUsual ? 'yes' : 'no', hasGates: hasGates ? 'yes' : 'no' },
  });
}

/** Numbers by the names' beginnings, all but the last part of each. */
function groupsOf(tensors: FileContents['tensors']): HTMLElement | null {
  const groups = new Map<string, { tensors: number; numbers: number }>();
  for (const { name, shape } of tensors) {
    const place = name.replace(/[./:][^./:]*(:\d+)?$/, '');
    const group = groups.get(place) ?? { tensors: 0, numbers: 0 };
    group.tensors++;
    group.numbers += shape.reduce((a, b) => a * b, 1);
    groups.set(place, group);
  }
  const { element, body } = table(t('file.groups'), [
    { name: 'name', title: t('file.part') },
    { name: 'tensors', title: t('file.tensorsOf'), isNumber: true },
    { name: 'parameters', title: t('file.parameters'), isNumber: true },
  ]);
  // Names that have no beginning in common say nothing of parts.
  if (groups.size === tensors.length) return null;
  for (const [name, { tensors: count, numbers }] of groups)
    body.append(
      h(
        'tr',
        {},
        rowHead(name),
        numberCell('tensors', count.toLocaleString()),
        numberCell('parameters', numbers.toLocaleString()),
      ),
    );
  body.append(
    totalRow(
      [...groups.values()].reduce((sum, { numbers }) => sum + numbers, 0),
      1,
    ),
  );
  return section('layers', t('file.groups'), h('p', { class: 'note' }, t('file.groupsNote')), element);
}

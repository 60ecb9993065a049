/** The network in words and numbers: the table twin of the picture, shapes and parameters, the loss. */
import {
  formatBits,
  formatCount,
  formatShape,
  formatValue,
  shownText,
} from '../../../src/core/views/format.js';
import { surprisalBits } from '../../../src/core/views/probabilities.js';
import { networkParameters, tensorShapes, type UnrolledRow } from '../../../src/core/views/unrolled.js';
import { tokenKind } from '../../../src/core/views/task.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h } from '../../dom.js';
import type { State } from '../../state/store.js';
import { t } from '../../sentences/text.js';
import type { Context } from '../view.js';
import { textLoss } from './networkData.js';
import type { NetworkFrame } from './networkFrame.js';
import { rowName } from './networkPicture.js';

function table(
  caption: string,
  columns: readonly string[],
  rows: readonly HTMLElement[],
  name = '',
): HTMLElement {
  const head = h('tr', {}, ...columns.map((column) => h('th', { scope: 'col' }, column)));
  return h('table', { class: `network-table ${name}` }, h('caption', {}, caption), h('thead', {}, head), h('tbody', {}, ...rows)); // prettier-ignore
}

/** The picture as a table: a row a step, the selected unit in every layer and direction. */
export function twin(frame: NetworkFrame): HTMLElement {
  const { unrolled, unit, run } = frame;
  const states = unrolled.rows.filter((row) => row.kind === 'states').reverse();
  const names = states.map((row) => rowName(row, run.model.task));
  const said = frame.model.head ? [rowName({ kind: 'labels' }, run.model.task)] : [];
  const columns = [t('table.step'), t('table.read'), ...names, ...said, t('network.sees')];
  const rows = unrolled.steps.map((step, k) => {
    const value = (row: Extract<UnrolledRow, { kind: 'states' }>) =>
      frame.statesOf(row.layer, row.direction).values(step)?.[unit] ?? NaN;
    return h(
      'tr',
      { class: step === frame.step ? 'selected' : null, 'aria-current': step === frame.step ? 'true' : null },
      h('th', { scope: 'row' }, formatCount(step - frame.sequence.from + 1)),
      h('td', {}, frame.textOf(step) ?? '…'),
      ...states.map((row) => h('td', { class: 'number' }, formatValue(value(row)))),
      ...said.map(() => h('td', {}, labelText(frame, step))),
      h('td', {}, t('network.sightName', { sight: unrolled.sights[k] })),
    );
  });
  return table(t('network.twin', { unit: String(unit) }), columns, rows, 'twin');
}

function labelText(frame: NetworkFrame, step: number): string {
  const label = frame.labelOf(step);
  return label ? `${label.text} ${label.probability}` : '';
}

/** Every tensor and every parameter with its shape in numbers. */
export function shapeTables({ model, run, sequence }: NetworkFrame): HTMLElement[] {
  const n = sequence.to - sequence.from;
  const batch = run.shapes?.input ?? null;
  const own = tensorShapes(model, 1, n);
  const all = batch
    ? tensorShapes(model, batch[0], batch[1])
    : own.map(({ name }) => ({ name, shape: null }));
  const rows = own.map(({ name, shape }, k) => {
    const whole = all[k].shape;
    const axes = t('network.axes', { name, level: model.head?.level ?? 'step' });
    const cells = [axes, formatShape(shape), whole ? formatShape(whole) : '…'];
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, name),
      ...cells.map((cell, column) => h('td', { class: column === 0 ? 'wraps' : 'mono' }, cell)),
    );
  });
  const segment = t('segment.name', { segment: run.model.segment });
  const columns = [
    t('network.parameter'),
    t('network.axesColumn'),
    t('network.this', { segment }),
    t('network.all'),
  ];
  const tensors = table(t('network.tensors'), columns, rows);
  return [tensors, parameterTable(model, run)];
}

function parameterTable(model: NetworkFrame['model'], run: PanelRun): HTMLElement {
  const parameters = networkParameters(model, run.model.heads[0]?.name ?? null);
  const rows = parameters.map(({ name, torchName, shape, at, count }) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, name),
      h(
        'td',
        {},
        at ? t('network.layer', { layer: at.layer + 1, direction: at.direction }) : t('network.head'),
      ),
      h('td', { class: 'mono' }, formatShape(shape)),
      h('td', { class: 'number' }, formatCount(count)),
      h('td', { class: 'mono dim torch' }, torchName),
    ),
  );
  const rest = run.model.parameterCount - parameters.reduce((sum, { count }) => sum + count, 0);
  if (rest > 0)
    rows.push(
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, '…'),
        h('td', { colspan: 2, class: 'wraps' }, t('network.restOf')),
        h('td', { class: 'number' }, formatCount(rest)),
        h('td', { class: 'torch' }),
      ),
    );
  const columns = [
    t('network.parameter'),
    t('network.where'),
    t('network.shape'),
    t('network.numbers'),
    'PyTorch',
  ];
  return table(t('network.parameters', { n: run.model.parameterCount }), columns, rows, 'parameters');
}

/** What comes out of the network, and what a position of it can see, in sentences. */
export function taskSentences({ model, run, sequence }: NetworkFrame): string[] {
  const { task, segment: unit, tokenizer } = run.model;
  const segment = t('segment.name', { segment: unit });
  const { rnn, head } = model;
  const directions = rnn.bidirectional ? 'two' : 'one';
  const n = sequence.to - sequence.from;
  const reads = head?.level === 'segment' ? head.pooling : (head?.level ?? 'none');
  const token = t('token.name', { kind: tokenKind(tokenizer) });
  const isWriter = task === 'language-model';
  return [
    isWriter ? t('network.nextSymbol') : t('network.task', { reads, directions, segment, token, n }),
    isWriter ? t('network.autoregressive') : t('network.seesOf', { directions, segment }),
  ];
}

/** The loss of a text whose right answers are known: of a language model, what comes next. */
export function lossParts({ data }: Context, { selection }: State, run: PanelRun): HTMLElement[] {
  const { task, tokenizer } = run.model;
  if (task === 'states') return [];
  const heading = h('h3', { class: 'step-title' }, t('network.loss'));
  if (task !== 'language-model') return [heading, h('p', {}, t('network.noGold', { task }))];
  const loss = textLoss(data);
  const token = selection?.token ?? 0;
  const row = data.row(token);
  const items: [string, string][] = [];
  if (loss && loss.meanBits !== null)
    items.push([t('network.lossMean', { n: loss.steps }), bitsAndNats(loss.meanBits)]);
  if (loss && !Number.isNaN(loss.lastBits)) items.push([t('network.lossLast'), bitsAndNats(loss.lastBits)]);
  if (row && !Number.isNaN(row.probability))
    items.push([t('network.lossOwn', { text: shownText(row.text, tokenizer) }), bitsAndNats(surprisalBits(row.probability))]); // prettier-ignore
  const list = h('dl', { class: 'pairs' }, ...items.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])); // prettier-ignore
  return [heading, h('p', { class: 'note' }, t('network.lossWhat')), list];
}

function bitsAndNats(bits: number): string {
  return t('network.bitsAndNats', { bits: formatBits(bits), nats: (bits * Math.LN2).toFixed(2) });
}

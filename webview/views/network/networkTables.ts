/** The network in words and numbers: the table twin of the picture, shapes and parameters, the loss. */
import { formatCount, formatShape, formatValue } from '../../../src/core/views/format.js';
import { networkParameters, tensorShapes, type UnrolledRow } from '../../../src/core/views/unrolled.js';
import { tokenKind } from '../../../src/core/views/task.js';
import type { ModelDescription } from '../../../src/protocol/model.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h } from '../../dom.js';
import { t } from '../../sentences/text.js';
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
  return table(t('network.twin', { unit: frame.unitWords }), columns, rows, 'twin');
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
    // Of layers of their own sizes each has a row: `h_n[2]`.
    const kind = name.includes('[') ? 'own' : name;
    const axes = t('network.axes', { name: kind, level: model.head?.level ?? 'step' });
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
  const said = run.model.predictsNext
    ? t('network.nextToken', { token })
    : t('network.task', { reads, directions, segment, token, n });
  return [
    isWriter ? t('network.nextSymbol') : said,
    isWriter ? t('network.autoregressive') : seesSentence(run.model, segment),
    ...aroundSentence(run.model),
  ];
}

/** What a step can see of the text. */
function seesSentence({ rnn, stem }: ModelDescription, segment: string): string {
  const looksAhead = stem?.some((one) => one.kind === 'convolution' && one.padding === 'same');
  if (looksAhead && !rnn.bidirectional) return t('network.seesAhead');
  return t('network.seesOf', { directions: rnn.bidirectional ? 'two' : 'one', segment });
}

/** Operations of an imported network that stand around its recurrent layers, in their order. */
function aroundSentence({ stem, body }: ModelDescription): string[] {
  const [before, behind] = [stem, body].map((operations) =>
    (operations ?? [])
      .filter((one) => one.kind !== 'activation' || one.activation !== 'linear')
      .map((one) =>
        t('network.operation', {
          kind: one.kind,
          name: one.kind === 'activation' ? one.activation : 'how' in one ? one.how : '',
        }),
      )
      .join(', '),
  );
  if (!before && !behind) return [];
  const place = before && behind ? 'both' : before ? 'before' : 'behind';
  return [t('network.around', { place, before, behind })];
}

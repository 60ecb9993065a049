/** The loss of a text whose right answers are known: of a language model what comes next, else what the text itself says. */
import { formatBits, shownText } from '../../../src/core/views/format.js';
import { surprisalBits } from '../../../src/core/views/probabilities.js';
import { GOLD_HEAD } from '../../../src/protocol/gold.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { RunData } from '../../data/data.js';
import { h } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { State } from '../../state/store.js';
import type { Context } from '../view.js';
import { goldLabel, goldLoss, textLoss } from './networkData.js';

/** Heading and list of losses; what is missing where nothing says what is right; nothing of a network without heads. */
export function lossParts({ data }: Context, { selection }: State, run: PanelRun): HTMLElement[] {
  const { task } = run.model;
  if (task === 'states') return [];
  const heading = h('h3', { class: 'step-title' }, t('network.loss'));
  const token = selection?.token ?? 0;
  const isWriter = task === 'language-model';
  const items = isWriter ? symbolLosses(data, run, token) : goldLosses(data, run, token);
  if (!items) return [heading, h('p', {}, t('network.noGold', { task }))];
  const list = h('dl', { class: 'pairs' }, ...items.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])); // prettier-ignore
  return [heading, h('p', { class: 'note' }, t(isWriter ? 'network.lossWhat' : 'network.goldWhat')), list];
}

type Pairs = [name: string, value: string][];

function symbolLosses(data: RunData, { model }: PanelRun, token: number): Pairs {
  const loss = textLoss(data);
  const row = data.row(token);
  const items: Pairs = [];
  if (loss && loss.meanBits !== null)
    items.push([t('network.lossMean', { n: loss.steps }), bitsAndNats(loss.meanBits)]);
  if (loss && !Number.isNaN(loss.lastBits)) items.push([t('network.lossLast'), bitsAndNats(loss.lastBits)]);
  if (row && !Number.isNaN(row.probability)) {
    const name = t('network.lossOwn', { text: shownText(row.text, model.tokenizer) });
    items.push([name, bitsAndNats(surprisalBits(row.probability))]);
  }
  return items;
}

/** null where the text does not say what is right. */
function goldLosses(data: RunData, { model }: PanelRun, token: number): Pairs | null {
  const head = model.heads.findIndex(({ name }) => name === GOLD_HEAD);
  const loss = head < 0 ? null : goldLoss(data);
  if (!loss || loss.words === 0) return null;
  const { words: n, right, meanBits, lastBits } = loss;
  const items: Pairs = [
    [t('network.goldMean', { n }), bitsAndNats(meanBits)],
    [t('network.goldLast'), bitsAndNats(lastBits)],
  ];
  const [label, row] = [goldLabel(data, token), data.row(token)];
  const at = label === null ? -1 : model.heads[head].labels.indexOf(label);
  const classes = at < 0 || head > 0 ? null : data.classes(token);
  if (classes && row && label !== null) {
    const name = t('network.goldOwn', { label, text: shownText(row.text, model.tokenizer) });
    items.push([name, bitsAndNats(surprisalBits(classes.probabilities[at]))]);
  }
  if (head === 0)
    items.push([
      t('network.goldRight'),
      t('network.rightOf', { right, n, percent: ((100 * right) / n).toFixed(1) }),
    ]);
  return items;
}

function bitsAndNats(bits: number): string {
  return t('network.bitsAndNats', { bits: formatBits(bits), nats: (bits * Math.LN2).toFixed(2) });
}

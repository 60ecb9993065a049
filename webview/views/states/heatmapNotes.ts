/** What the legend says of rows and colours that are not those of the model. */
import { visibleText } from '../../../src/core/views/format.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { ColourScales } from '../../../src/protocol/scaledStates.js';
import type { TokenStretch } from '../../state/store.js';
import type { Context } from '../view.js';
import { t } from '../../sentences/text.js';

/** Letters of a word that are said. */
const MOST_LETTERS = 16;

/** How many units of a place are drawn on a scale of their own, and what the others are. */
export function scaleWords({ own, drifts }: ColourScales): string {
  const units = drifts.length;
  const steady = drifts.reduce((sum, one) => sum + one, 0);
  return t('legend.own', {
    own,
    units,
    steady,
    drifts: steady > 0 ? 'yes' : 'no',
    some: own < units ? 'yes' : 'no',
  });
}

/** By which words the rows are put in order. */
export function orderWords({ data }: Context, { tokenCount }: PanelRun, [from, to]: TokenStretch): string {
  const last = Math.min(to, tokenCount) - 1;
  const [first, end] = [from, last].map((token) =>
    visibleText(data.row(token)?.text ?? '…').slice(0, MOST_LETTERS),
  );
  return t('legend.order', { first, last: end, n: last + 1 - from });
}

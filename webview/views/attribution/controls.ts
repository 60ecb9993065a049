import { ATTRIBUTION_METHODS } from '../../../src/core/analysis/attribution/method.js';
import { formatProbability } from '../../../src/core/views/format.js';
import { rankClasses } from '../../../src/core/views/probabilities.js';
import type { AttributionAsked } from '../../../src/protocol/engine.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { Choices } from '../../state/choices.js';
import { checkbox, dropdown } from '../../ui/toolkit.js';
import type { Context } from '../view.js';
import type { Said } from './said.js';

/** Labels that are offered: the likeliest ones. */
const MOST_LABELS = 24;
/** In the menu of labels: the one that is shown, whichever that is. */
const SHOWN = 'shown';

/** What is asked about a token: method, kind of label, label; and how it is shown. */
export class AttributionControls {
  private readonly method;
  private readonly head;
  private readonly label;
  private readonly asTable;
  private readonly withPairs;
  readonly element: HTMLElement;
  /** What it was that something else than what is shown was chosen of. */
  private about = '';
  private chosen: number | null = null;
  private headIndex = 0;

  constructor(context: Context, changed: () => void) {
    const choose = (choices: Partial<Choices>) => context.store.dispatch({ type: 'choose', choices });
    this.method = dropdown(t('attribution.method'), (value) =>
      choose({ attributionMethod: ATTRIBUTION_METHODS.find((name) => name === value) ?? 'hide' }),
    );
    this.head = dropdown(t('attribution.head'), (value) => {
      this.headIndex = Number(value);
      this.chosen = null;
      changed();
    });
    this.label = dropdown(t('attribution.of'), (value) => {
      this.chosen = value === SHOWN ? null : Number(value);
      changed();
    });
    this.asTable = checkbox(t('attribution.asTable'), (attributionTable) => choose({ attributionTable }));
    this.withPairs = checkbox(t('attribution.pairs'), (attributionPairs) => choose({ attributionPairs }));
    const controls = [this.method, this.head, this.label, this.asTable, this.withPairs];
    this.element = h('div', { class: 'attribution-controls' }, ...controls.map(({ element }) => element));
  }

  /** Shows what was chosen, and tells what is asked about a token. */
  asked(
    { runId, model }: PanelRun,
    { attributionMethod, attributionTable, attributionPairs }: Choices,
    token: number,
  ): AttributionAsked {
    const about = `${runId} ${token}`;
    if (about !== this.about) this.chosen = null;
    this.about = about;
    if (this.headIndex >= model.heads.length) this.headIndex = 0;
    this.asTable.setChecked(attributionTable);
    this.withPairs.setChecked(attributionPairs);
    const methods = ATTRIBUTION_METHODS.map((value) => ({
      value,
      text: t('attribution.methodName', { method: value }),
    }));
    this.method.update(methods, attributionMethod);
    const heads = model.heads.map(({ name }, k) => ({ value: String(k), text: name.toUpperCase() }));
    this.head.update(heads, String(this.headIndex));
    this.head.setVisible(heads.length > 1);
    return {
      ...{ token, method: attributionMethod, pairs: attributionPairs },
      ...(this.headIndex > 0 && { head: this.headIndex }),
      ...(this.chosen !== null && { label: this.chosen }),
    };
  }

  /** Offers the labels of an answer, the likeliest first; none without an answer. */
  offer(said: Said | null): void {
    this.label.setVisible(said !== null);
    if (!said) return;
    const { probabilities, shown, label, isPaired } = said.answered.answer;
    const ranked = rankClasses(probabilities, 'probability').filter((row) => row.label !== shown);
    const entries = [
      { value: SHOWN, text: t('attribution.shown', { label: said.label(shown) }) },
      ...ranked.slice(0, MOST_LABELS).map((row) => ({
        value: String(row.label),
        text: t('attribution.choice', {
          label: said.label(row.label),
          p: formatProbability(row.probability),
        }),
      })),
    ];
    this.label.update(entries, label === shown ? SHOWN : String(label));
    this.withPairs.setVisible(isPaired);
  }
}

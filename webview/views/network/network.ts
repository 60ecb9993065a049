import './network.css';
import { quantitySize } from '../../../src/core/rnn/config.js';
import type { StepTrace } from '../../../src/protocol/engine.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, oncePerFrame, setAttributes, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import { selectedStep } from '../../state/selection.js';
import type { State } from '../../state/store.js';
import { numberInput } from '../../ui/numberInput.js';
import { button, checkbox } from '../../ui/toolkit.js';
import type { Context, RunView } from '../view.js';
import { statesNear, stepProblem, stepQuery, stepTrace } from './networkData.js';
import { networkFrame, type NetworkFrame } from './networkFrame.js';
import { NetworkMoves } from './networkMoves.js';
import { NetworkPicture } from './networkPicture.js';
import { lossParts } from './loss.js';
import { shapeTables, taskSentences, twin } from './networkTables.js';
import { stepParts } from './stepCard.js';

/** In its name the picture asks for what it shows. */
const OWNER = 'network/picture';

/** The picture is not laid out narrower than this. */
const LEAST_PX = 280;

/** The unrolled network around the selected step, and how the numbers of that step come about. */
export function networkView(context: Context): RunView {
  const view = new NetworkView(context);
  return { element: view.element, render: (state, run) => view.render(state, run) };
}

/** A section of what stands under the picture. */
function section(label: string, name = ''): HTMLElement {
  return h('section', { class: `step-card ${name}`.trim(), 'aria-label': label });
}

class NetworkView {
  readonly element: HTMLElement;
  private readonly heading = h('h2', { class: 'view-title' });
  private readonly earlier = button('◂', () => this.moves.move(-1), 'step-button');
  private readonly later = button('▸', () => this.moves.move(1), 'step-button');
  private readonly unit;
  private readonly asTable;
  private readonly picture = new NetworkPicture();
  private readonly twin = h('div', { class: 'wide', tabindex: 0, role: 'region' });
  private readonly sentences = h('div', { class: 'network-sentences' });
  private readonly card = section(t('network.stepLabel'));
  private readonly loss = section(t('network.loss'));
  private readonly shapes = section(t('network.shapesLabel'), 'shapes');
  private readonly body: HTMLElement;
  private readonly moves: NetworkMoves;
  private readonly redraw = oncePerFrame(() => this.context.data.look(OWNER, () => this.draw()));
  private state: State | null = null;
  private run: PanelRun | null = null;
  /** The last answer: it stays until that of the next step is here. */
  private trace: { readonly runNumber: number; readonly of: StepTrace } | null = null;
  private frame: NetworkFrame | null = null;
  private listed = '';

  constructor(private readonly context: Context) {
    const { store, data } = context;
    this.unit = numberInput(t('unit.label'), t('unit.goTo'), (unit) =>
      store.dispatch({ type: 'unit', unit }),
    );
    this.asTable = checkbox(t('states.asTable'), (asTable) =>
      store.dispatch({ type: 'choose', choices: { asTable } }),
    );
    const { element: picture } = this.picture;
    this.moves = new NetworkMoves(
      context,
      picture,
      () => this.frame,
      () => statesNear(data, this.run!.model.rnn, this.state!.choices.layer, this.state!.choices.direction),
    );
    nameButton(this.earlier.element, t('network.earlier'));
    nameButton(this.later.element, t('network.later'));
    setAttributes(this.twin, { 'aria-label': t('network.label') });
    const steps = [this.earlier.element, this.heading, this.later.element];
    const others = [h('span', { class: 'grow' }), this.unit.element, this.asTable.element];
    const below = [this.sentences, this.card, this.loss, this.shapes];
    this.body = h(
      'div',
      { class: 'network-body', tabindex: 0, role: 'region' },
      picture,
      this.twin,
      ...below,
    );
    setAttributes(this.body, { 'aria-label': t('view.network') });
    this.element = h(
      'div',
      { class: 'network' },
      h('div', { class: 'view-head' }, ...steps, ...others),
      this.body,
    );
    new ResizeObserver(() => this.redraw()).observe(this.body);
  }

  render(state: State, run: PanelRun): void {
    this.state = state;
    this.run = run;
    this.moves.selection.follow(state);
    this.unit.update(state.unit, quantitySize(run.model.rnn, 'h', state.choices) - 1);
    this.asTable.setChecked(state.choices.asTable);
    this.picture.element.hidden = state.choices.asTable;
    this.twin.hidden = !state.choices.asTable;
    this.redraw();
  }

  private draw(): void {
    const { state, run } = this;
    if (!state || !run || this.element.offsetParent === null) return;
    this.moves.selection.arrived();
    const step = selectedStep(this.context.data, state);
    const trace = step === null || run.tokenCount === 0 ? null : this.traceOf(state, step);
    this.body.hidden = trace === null;
    this.heading.classList.toggle('waiting', trace === null);
    this.frame = trace && this.frameOf(state, run, step!, trace);
    if (this.frame && trace) this.show(this.frame, trace, state);
    else setText(this.heading, this.waiting(state, run, step));
  }

  private frameOf(state: State, run: PanelRun, step: number, { sequence }: StepTrace): NetworkFrame {
    const { fromStep: from, toStep: to } = sequence;
    // The answer may still be about the step that was selected before.
    const at = Math.max(from, Math.min(step, to - 1));
    const width = Math.max(LEAST_PX, this.body.clientWidth);
    return networkFrame(this.context, state, run, { step: at, sequence: { from, to }, width });
  }

  private waiting(state: State, run: PanelRun, step: number | null): string {
    if (run.tokenCount === 0) return t('states.noTokens');
    if (step === null) return t(this.context.data.stepCount === 0 ? 'states.later' : 'reading');
    return stepProblem(this.context.data, stepQuery(state, step)) ?? t('reading');
  }

  /** The answer for a step, or the last one of this run until it is here. */
  private traceOf(state: State, step: number): StepTrace | null {
    const { runNumber } = state;
    const answer = stepTrace(this.context.data, stepQuery(state, step));
    if (answer) this.trace = { runNumber, of: answer };
    return this.trace?.runNumber === runNumber ? this.trace.of : null;
  }

  private show(frame: NetworkFrame, trace: StepTrace, state: State): void {
    const { step, sequence, run } = frame;
    const steps = sequence.to - sequence.from;
    const number = { step: step - sequence.from + 1, steps };
    setText(this.heading, t('network.heading', { ...number, text: frame.textOf(step) ?? '…' }));
    this.earlier.setEnabled(step > 0);
    this.later.setEnabled(step + 1 < this.context.data.stepCount);
    const label = t('network.describe', { ...number, keys: t('network.keys') });
    setAttributes(this.picture.element, { 'aria-label': label });
    if (state.choices.asTable) this.twin.replaceChildren(twin(frame));
    else this.picture.draw(frame);
    this.sentences.replaceChildren(...taskSentences(frame).map((sentence) => h('p', {}, sentence)));
    const isOfStep = trace.step === step;
    this.card.classList.toggle('waiting', !isOfStep);
    if (isOfStep) this.card.replaceChildren(...stepParts(frame, trace));
    const loss = lossParts(this.context, state, run);
    this.loss.hidden = loss.length === 0;
    this.loss.replaceChildren(...loss);
    this.list(frame, steps);
    this.moves.drawn(frame, trace);
  }

  /** Shapes and parameters are made anew only where they are others. */
  private list(frame: NetworkFrame, steps: number): void {
    const key = JSON.stringify([frame.run.model.name, frame.run.shapes, steps]);
    if (key === this.listed) return;
    this.listed = key;
    const heading = h('h3', { class: 'step-title' }, t('network.shapesLabel'));
    this.shapes.replaceChildren(heading, ...shapeTables(frame));
  }
}

function nameButton(element: HTMLElement, name: string): void {
  setAttributes(element, { 'aria-label': name, title: name });
}

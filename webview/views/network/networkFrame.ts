/** What the pictures and tables of the network view are made of: the steps in sight, what is read and said there. */
import { abbreviate, formatProbability, shownText, visibleSymbol } from '../../../src/core/views/format.js';
import { tagColour } from '../../../src/core/views/tagPalette.js';
import {
  unroll,
  windowAround,
  type StepSpan,
  type Unrolled,
  type UnrolledModel,
} from '../../../src/core/views/unrolled.js';
import { layOutUnrolled, roomForSteps, type UnrolledLayout } from '../../../src/core/views/unrolledLayout.js';
import type { Direction } from '../../../src/core/rnn/config.js';
import { stateSize } from '../../../src/core/rnn/config.js';
import { NO_TOKEN } from '../../../src/protocol/engine.js';
import type { ModelDescription } from '../../../src/protocol/model.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { StateCache } from '../../data/stateCache.js';
import type { State } from '../../state/store.js';
import { unitWords } from '../../state/unitNames.js';
import { isDark, type Theme } from '../../theme.js';
import type { Context } from '../view.js';
import { statesNear } from './networkData.js';

/** A label over a step, or that of the whole. */
export interface ShownLabel {
  readonly text: string;
  readonly probability: string;
  /** null for symbols, which have none. */
  readonly colour: string | null;
}

/** Everything that is drawn at one moment. */
export interface NetworkFrame {
  readonly run: PanelRun;
  readonly model: UnrolledModel;
  readonly unrolled: Unrolled;
  readonly layout: UnrolledLayout;
  readonly theme: Theme;
  readonly sequence: StepSpan;
  readonly step: number;
  readonly layer: number;
  readonly direction: Direction;
  readonly unit: number;
  /** With its name, where it has one. */
  readonly unitWords: string;
  /** Of h in the boxes of the widest layer. */
  readonly units: number;
  statesOf(layer: number, direction: Direction): StateCache;
  /** What a step reads; null while it is loading. */
  textOf(step: number): string | null;
  /** What is said over a step; null for nothing, or while it is loading. */
  labelOf(step: number): ShownLabel | null;
}

/** What of a model the picture depends on. */
export function unrolledModelOf({ rnn, heads }: ModelDescription): UnrolledModel {
  const [head] = heads;
  if (!head) return { rnn, head: null };
  const { level, pooling = 'last', labels } = head;
  return { rnn, head: { level, pooling, classes: labels.length } };
}

/** The frame of a step in its sequence, for a picture of some width; asks for what it needs. */
export function networkFrame(
  context: Context,
  state: State,
  run: PanelRun,
  at: { readonly step: number; readonly sequence: StepSpan; readonly width: number },
): NetworkFrame {
  const { data } = context;
  const { choices, unit } = state;
  const model = unrolledModelOf(run.model);
  const units = stateSize(model.rnn);
  const { sequence, step } = at;
  const shown = windowAround(sequence, step, roomForSteps(at.width, units));
  const statesOf = (layer: number, direction: Direction) => statesNear(data, model.rnn, layer, direction);
  const states = statesOf(0, 'forward');
  const steps = Array.from({ length: shown.to - shown.from }, (_, k) => shown.from + k);
  const tokens = steps.map((each) => (data.stepsAreTokens ? each : states.token(each)));
  const known = tokens.filter((token) => token !== null && token !== NO_TOKEN) as number[];
  // A language model says at a step what comes at the next one.
  if (known.length > 0) data.wantRows(known[0], known[known.length - 1] + 2);
  const cut = { sequence, shown, step, tokens: tokens.map((token) => (token === NO_TOKEN ? null : token)) };
  const unrolled = unroll(model, cut);
  for (const row of unrolled.rows)
    if (row.kind === 'states') statesOf(row.layer, row.direction).want(shown.from, shown.to);
  return {
    ...{ run, model, unrolled, sequence, step, unit, units, statesOf },
    layout: layOutUnrolled(unrolled.rows, shown, at.width, units),
    unitWords: unitWords(state),
    theme: context.theme(),
    layer: choices.layer,
    direction: choices.direction,
    textOf: (each) => {
      const text = data.symbol(each, states);
      return text === null ? null : shownStep(text, run, data.stepsAreTokens);
    },
    labelOf: (each) => labelOf(context, run, tokens[each - shown.from] ?? null),
  };
}

/** What a step reads, as people see it: numbers of a line with commas, a symbol by its sign. */
function shownStep(text: string, { model }: PanelRun, isToken: boolean): string {
  if (model.tokenizer === 'lines') return text.trim().split(/[\s,;]+/).join(', '); // prettier-ignore
  return isToken ? shownText(text, model.tokenizer) : visibleSymbol(text);
}

function labelOf({ data, theme }: Context, { model }: PanelRun, token: number | null): ShownLabel | null {
  if (token === null || token === NO_TOKEN || model.heads.length === 0) return null;
  const isWriter = model.task === 'language-model';
  const row = data.row(isWriter ? token + 1 : token);
  if (!row || Number.isNaN(row.probability)) return null;
  const name = model.labels[row.label] ?? '?';
  const colour = tagColour(name, row.label)[isDark(theme()) ? 'dark' : 'light'];
  return {
    text: isWriter ? visibleSymbol(name) : abbreviate(name, MOST_LABEL),
    probability: formatProbability(row.probability),
    colour: isWriter ? null : colour,
  };
}

const MOST_LABEL = 22;

/** What the view of a trajectory says in words. */
import { quantitySize, type RnnConfig } from '../../../src/core/rnn/config.js';
import { formatValue, visibleSymbol } from '../../../src/core/views/format.js';
import { formatShare, type TrajectoryMark } from '../../../src/core/views/trajectory.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { PlaneAnswer } from '../../../src/protocol/trajectory.js';
import { t } from '../../sentences/text.js';
import type { Choices } from '../../state/choices.js';
import type { State } from '../../state/store.js';
import { marksSentence, type PointMark } from './marks.js';
import type { ShownPoint } from './points.js';
import type { Stretch } from './ribbon.js';

/** What is drawn at one moment. */
export interface Shown {
  readonly state: State;
  readonly run: PanelRun;
  readonly plane: PlaneAnswer;
  readonly seen: Stretch;
  readonly points: readonly ShownPoint[];
  /** One each. */
  readonly marks: readonly PointMark[];
  readonly by: TrajectoryMark;
  readonly step: number | null;
  /** The steps that the line goes through. */
  readonly way: Stretch;
}

/** What is shown, and how much of it. */
export function titleOf({ choices }: State, { model }: PanelRun, { shares }: PlaneAnswer): string {
  return t('trajectory.heading', {
    name: nameOf(choices, model.rnn),
    share: formatShare(shares[0] + shares[1]),
    units: quantitySize(model.rnn, choices.quantity, choices),
  });
}

/** What the picture shows, in plain words. */
export function captionOf({ run, state, plane, by, marks }: Shown, isChosen: boolean, steps: number): string {
  const [first, second] = plane.loadings.map((all) =>
    all
      .map(([unit, loading]) =>
        t('trajectory.loading', { unit: String(unit), loading: formatValue(loading) }),
      )
      .join(', '),
  );
  const backward = state.choices.direction === 'backward' ? 'yes' : 'no';
  return [
    marksSentence(run, by, marks),
    t('trajectory.way', { chosen: isChosen ? 'yes' : 'no', backward }),
    t('trajectory.sample', { all: plane.steps >= steps ? 'yes' : 'no', n: plane.steps, steps }),
    // In the table there is room for it.
    state.choices.asTable ? t('trajectory.loadings', { first, second }) : '',
  ].join(' ');
}

/** A step in words: which it is, what its mark means, and where it lies. */
export function pointWords({ points, marks }: Shown, point: ShownPoint | null): string {
  if (!point) return t('reading');
  const mark = marks[points.findIndex(({ step }) => step === point.step)];
  const number = t('step.number', { number: point.step + 1 });
  return t('trajectory.point', {
    step: t('quoted', { what: number, text: visibleSymbol(point.read) }),
    label: mark?.meaning || 'none',
    ...{ x: formatValue(point.x), y: formatValue(point.y) },
  });
}

/** Why there is no picture yet. */
export function whyWaiting({ tokenCount, shapes }: PanelRun, problem: string | null): string {
  if (tokenCount === 0) return t('states.noTokens');
  if (shapes === null) return t('trajectory.later');
  return problem ?? t('trajectory.fitting');
}

/** What is shown, and where in the network, as far as there is a choice. */
function nameOf({ quantity, layer, direction }: Choices, rnn: RnnConfig): string {
  return [
    t('quantity.name', { quantity }),
    rnn.layers > 1 ? t('trajectory.layer', { layer: layer + 1 }) : '',
    rnn.bidirectional ? t('direction.name', { direction }) : '',
  ]
    .filter(Boolean)
    .join(', ');
}

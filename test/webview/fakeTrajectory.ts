// Answers about trajectories, by the real plane of the first 64 fake states; the axes are those of two units.
import { nestingOf } from '../../src/core/analysis/nesting.js';
import { inPlane, type PrincipalPlane } from '../../src/core/analysis/principalPlane.js';
import { quantitySize } from '../../src/core/rnn/config.js';
import type { StateQuery, StateWindow } from '../../src/protocol/engine.js';
import type { PanelRun } from '../../src/protocol/panel.js';
import type { PlaneAnswer, PlaneQuery, PointQuery, PointWindow } from '../../src/protocol/trajectory.js';

/** What share of the variance the axes are said to have. */
export const FAKE_SHARES = [0.795, 0.063] as const;

interface FakeText {
  run(): PanelRun;
  states(query: StateQuery): StateWindow;
}

/** First component: unit 0; second: unit 1. A plane is of the text as it was when its round began. */
export function fakeTrajectory({ run, states }: FakeText) {
  const madeAt = new Map<number, number>();
  const planeOf = (query: PlaneQuery): PrincipalPlane => {
    const units = quantitySize(run().model.rnn, query.quantity, query);
    const axes = new Float64Array(2 * units);
    axes[0] = 1;
    axes[units + Math.min(1, units - 1)] = 1;
    return { mean: new Float64Array(units), axes, shares: FAKE_SHARES, steps: 64 };
  };
  const place = ({ layer, direction, quantity }: PlaneQuery) => ({ layer, direction, quantity });
  return {
    plane(query: PlaneQuery): PlaneAnswer {
      const { revision, stepCount } = run();
      if (!madeAt.has(query.round)) madeAt.set(query.round, revision);
      const steps = Math.min(64, stepCount);
      const { values } = states({ ...place(query), fromStep: 0, toStep: steps });
      const points = inPlane(planeOf(query), values);
      const isOfNow = madeAt.get(query.round) === revision;
      return { shares: FAKE_SHARES, isOfNow, steps, points, loadings: [[[0, 1]], [[1, 1]]] };
    },
    points(query: PointQuery): PointWindow {
      const { fromStep, toStep } = query;
      const window = states({ ...place(query), fromStep, toStep });
      const { tokens, symbols, segmentStarts } = window;
      const nesting = nestingOf([], symbols);
      const points = inPlane(planeOf(query), window.values);
      return { fromStep, toStep, points, tokens, symbols, segmentStarts, ...nesting };
    },
  };
}

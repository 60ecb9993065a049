import type { TrajectoryMark } from '../../../src/core/views/trajectory.js';
import { TRAJECTORY_MARKS } from '../../../src/core/views/trajectory.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import { button, checkbox, dropdown } from '../../ui/toolkit.js';
import type { Choices } from '../../state/choices.js';
import type { Context } from '../view.js';

/** What the picture is, by what its points are marked, and how far it goes. */
export class TrajectoryHead {
  private readonly heading = h('h2', { class: 'view-title' });
  private readonly mark;
  private readonly near;
  private readonly asTable;
  private readonly anew;
  readonly element: HTMLElement;

  constructor(context: Context, anew: () => void) {
    const choose = (choices: Partial<Choices>) => context.store.dispatch({ type: 'choose', choices });
    this.mark = dropdown(t('trajectory.markBy'), (value) =>
      choose({ trajectoryMark: TRAJECTORY_MARKS.find((mark) => mark === value) ?? 'label' }),
    );
    this.near = checkbox(t('trajectory.near'), (trajectoryNear) => choose({ trajectoryNear }));
    this.asTable = checkbox(t('states.asTable'), (asTable) => choose({ asTable }));
    this.anew = button(t('trajectory.anew'), anew);
    this.anew.setTitle(t('trajectory.anewTitle'));
    const controls = [this.anew, this.mark, this.near, this.asTable].map(({ element }) => element);
    this.element = h('div', { class: 'view-head' }, this.heading, h('span', { class: 'grow' }), ...controls);
  }

  render(
    title: string,
    { model }: PanelRun,
    { trajectoryNear, asTable }: Choices,
    marks: { readonly offered: readonly TrajectoryMark[]; readonly shown: TrajectoryMark },
    isOld: boolean,
  ): void {
    setText(this.heading, title);
    const entries = marks.offered.map((mark) => ({
      value: mark,
      text: t('trajectory.mark', { mark, task: model.task }),
    }));
    this.mark.update(entries, marks.shown);
    this.mark.setVisible(entries.length > 1);
    this.near.setChecked(trajectoryNear);
    this.near.setVisible(!asTable);
    this.asTable.setChecked(asTable);
    this.anew.setVisible(isOld);
  }
}

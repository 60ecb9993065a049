/**
 * The views: to add one, add a row here and a folder beside. Tabs, panels, keyboard and sidebar are driven by this
 * table; what a view has in sight it says itself, by what it asks of the data.
 */
import type { PanelRun } from '../../src/protocol/panel.js';
import type { State } from '../state/store.js';
import { attributionView } from './attribution/attribution.js';
import { differenceView } from './difference/difference.js';
import { networkView } from './network/network.js';
import { probabilitiesView } from './probabilities/probabilities.js';
import { readView } from './read/read.js';
import { statesView } from './states/states.js';
import { trainView } from './train/train.js';
import { trajectoryView } from './trajectory/trajectory.js';
import { tagsView } from './tags/tags.js';
import { unitsView } from './units/units.js';
import type { Context, RunView } from './view.js';
import { t } from '../sentences/text.js';

/** What the sidebar says beside a view. */
export interface Beside {
  /** How many of the most probable classes; 0 where the view shows them itself. */
  readonly classes: number;
  /** The equations of the selected step and unit. */
  readonly equation: boolean;
  /** Layer, direction and quantity are chosen, and the selected unit is told. */
  readonly place?: boolean;
}

/** A view of a run. */
export interface ViewRow {
  /** In identifiers and in what is saved. */
  readonly name: string;
  /** On its tab. */
  title(run: PanelRun): string;
  /** False while there is nothing to see: it has no tab then. */
  when(state: State): boolean;
  /** The view that is in front instead, then. */
  readonly otherwise?: string;
  /** Makes it, when it comes to the front for the first time. */
  create(context: Context): RunView;
  readonly beside: Beside;
}

const always = () => true;

/** Beside the states, where unit and equation need the room, fewer classes. */
const rows = [
  {
    name: 'tags',
    title: ({ model }: PanelRun) => t('view.tags', { task: model.task }),
    when: always,
    create: tagsView,
    beside: { classes: 5, equation: false },
  },
  {
    name: 'read',
    title: () => t('view.read'),
    when: ({ panel }: State) => (panel?.run?.model.heads.length ?? 0) > 0,
    otherwise: 'states',
    create: readView,
    beside: { classes: 5, equation: false },
  },
  {
    name: 'probabilities',
    title: () => t('view.probabilities'),
    when: always,
    create: probabilitiesView,
    beside: { classes: 5, equation: false },
  },
  {
    name: 'states',
    title: () => t('view.states'),
    when: always,
    create: statesView,
    beside: { classes: 3, equation: true, place: true },
  },
  {
    name: 'units',
    title: () => t('view.units'),
    when: always,
    create: unitsView,
    beside: { classes: 0, equation: false, place: true },
  },
  {
    name: 'network',
    title: () => t('view.network'),
    when: always,
    create: networkView,
    beside: { classes: 3, equation: false },
  },
  {
    name: 'difference',
    title: () => t('view.difference'),
    when: ({ panel }: State) => !!panel?.comparison,
    otherwise: 'states',
    create: differenceView,
    beside: { classes: 0, equation: false, place: true },
  },
  {
    name: 'attribution',
    title: () => t('view.attribution'),
    when: ({ panel }: State) => (panel?.run?.model.heads.length ?? 0) > 0,
    otherwise: 'states',
    create: attributionView,
    beside: { classes: 5, equation: false },
  },
  {
    name: 'trajectory',
    title: () => t('view.trajectory'),
    when: always,
    create: trajectoryView,
    beside: { classes: 3, equation: false, place: true },
  },
  {
    name: 'train',
    title: () => t('view.train'),
    when: always,
    create: trainView,
    beside: { classes: 0, equation: false },
  },
] as const satisfies readonly ViewRow[];

/** The name of a view. */
export type ViewName = (typeof rows)[number]['name'];

/** All views, in the order of their tabs. */
export const VIEWS: readonly (ViewRow & { readonly name: ViewName })[] = rows;

/** Their names. */
export const VIEW_NAMES: readonly ViewName[] = rows.map(({ name }) => name);

/** The views that have something to show. */
export function shownViews(state: State): typeof VIEWS {
  return VIEWS.filter((view) => view.when(state));
}

/** The first of some names, which may be unknown, that is a view with something to show. */
export function viewAmong(names: readonly string[], state: State): ViewName | undefined {
  const shown = shownViews(state);
  return names.map((wanted) => shown.find(({ name }) => name === wanted)?.name).find(Boolean);
}

/** The view that is in front. */
export function frontView(state: State): (typeof VIEWS)[number] {
  const shown = shownViews(state);
  const named = (wanted?: string) => shown.find(({ name }) => name === wanted);
  const chosen = VIEWS.find(({ name }) => name === state.choices.view);
  return named(chosen?.name) ?? named(chosen?.otherwise) ?? shown[0];
}

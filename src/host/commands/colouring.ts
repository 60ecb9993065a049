import * as vscode from 'vscode';
import { likeStretches } from '../../core/analysis/likeStretches.js';
import type { NamedUnit } from '../../core/formats/unitNames.js';
import type { RankedPlace } from '../../core/analysis/selectionRanking.js';
import type { RankedSelection, TextRange, UnitPlace } from '../../protocol/engine.js';
import type { EngineClient } from '../../live/engineClient.js';
import type { UnitColours } from '../editor/unitColours.js';
import type { ModelUnits } from '../models/modelUnits.js';
import type { Panel } from '../panel/panel.js';
import { withLateProgress } from '../status/lateProgress.js';
import type { Run } from '../../live/run.js';
import { activeDocument, currentRun, type RunServices } from './runModel.js';
import { say } from '../status/statusMessage.js';
import { tracking, type TrackedRanges } from './trackedRanges.js';
import { describeRank, formatPlace, parsePlace, rankingSentence, unitName } from '../editor/unitPlaces.js';
import { Refusal } from '../../live/refusal.js';
import { t } from '../../live/sentences.js';

/** What colouring a document by a unit needs. */
export interface ColouringServices extends RunServices {
  readonly colours: UnitColours;
  readonly panel: Pick<Panel, 'showUnit'>;
  readonly units: ModelUnits;
  readonly engine: () => Pick<EngineClient, 'call'>;
}

/** Units that are offered, the best ones. */
const MOST_UNITS = 20;

/** Colours the active document by `place` or by the unit people type. */
export async function colourByUnit(services: ColouringServices, place: unknown): Promise<void> {
  const document = activeDocument(services);
  const run = await currentRun(services, document, () => true, {});
  if (!run) return;
  const chosen = isPlace(place)
    ? place
    : await askPlace(services, run, services.colours.coloured(document.uri.toString()));
  if (chosen) showUnit(services, run, chosen);
}

/** Takes the colours away. */
export function stopColouring({ colours }: Pick<ColouringServices, 'colours'>): void {
  colours.stop();
}

/** Lets people choose among the units that tell what they selected best from the rest of the document. */
export async function findUnits(services: ColouringServices): Promise<void> {
  const document = activeDocument(services);
  const selections = services.active.editor?.selections.filter(({ isEmpty }) => !isEmpty) ?? [];
  if (selections.length === 0)
    throw new Refusal(t('Nothing is selected: select one or more passages and run the command again.'));
  const found = await tracking(document, selections, (passages) => rankUnits(services, document, passages));
  if (!found) return;
  const place = await pickUnit(services, found);
  if (place) showUnit(services, found.run, place);
}

/** Units in the order of a ranking, of which run, and what decided it. */
interface FoundUnits {
  readonly run: Run;
  readonly ranking: RankedSelection;
  readonly others: number;
  /** The two signs that the others stand between; null where they were selected. */
  readonly alike: string | null;
}

/** The units to choose from; the one that is in front colours the editor, and after Escape it is as it was. */
async function pickUnit({ colours, units }: ColouringServices, found: FoundUnits): Promise<UnitPlace | null> {
  const { run, ranking, others, alike } = found;
  const items = ranking.units.slice(0, MOST_UNITS).map((unit) => ({
    label: unitName(unit, units.nameOf(run.model, unit)),
    description: describeRank(unit, ranking),
    place: placeOf(unit),
  }));
  const before = colours.current;
  const pick = vscode.window.createQuickPick<(typeof items)[number]>();
  pick.title = t('RNN Lens: Find Units Like This Selection');
  pick.placeholder = rankingSentence(ranking, others, alike);
  pick.matchOnDescription = true;
  pick.items = items;
  const chosen = await new Promise<UnitPlace | null>((resolve) => {
    pick.onDidChangeActive(([item]) => item && colours.choose(run, item.place));
    pick.onDidAccept(() => resolve(pick.activeItems[0]?.place ?? null));
    pick.onDidHide(() => resolve(null));
    pick.show();
  });
  pick.dispose();
  if (!chosen) colours.restore(before);
  return chosen;
}

function placeOf({ layer, direction, quantity, unit }: RankedPlace): UnitPlace {
  return { layer, direction, quantity, unit };
}

/** All units, the best first, and of which run; null if that was cancelled. */
async function rankUnits(
  services: ColouringServices,
  document: vscode.TextDocument,
  passages: TrackedRanges,
): Promise<FoundUnits | null> {
  const run = await currentRun(services, document, () => true, {});
  if (!run) return null;
  const abort = new AbortController();
  const selected = selectedText(document, passages.offsets);
  const params = { documentId: run.documentId, chosen: selected.chosen, others: selected.others };
  let share = 0;
  const ranking = services.engine().call('rankUnits', params, {
    signal: abort.signal,
    progress: (done) => (share = done),
  });
  const report = () => ({ percent: Math.floor(100 * share), message: t('Comparing units …') });
  const { others, alike } = selected;
  try {
    return { run, ranking: await withLateProgress(ranking, abort, report), others: others.length, alike };
  } catch (error) {
    if (abort.signal.aborted) return null;
    throw error;
  }
}

/** What decides: further selections, or what is like the only one. */
function selectedText(
  document: vscode.TextDocument,
  [first, ...further]: readonly TextRange[],
): {
  readonly chosen: readonly TextRange[];
  readonly others: readonly TextRange[];
  readonly alike: string | null;
} {
  if (further.length > 0) return { chosen: [first], others: further, alike: null };
  const like = likeStretches(document.getText(), first);
  return { chosen: [first], others: like?.others ?? [], alike: like && `${like.open}…${like.close}` };
}

/** The editor and the panel show a unit; throws a sentence if another model was run since it was asked for. */
function showUnit(services: ColouringServices, run: Run, place: UnitPlace): void {
  const shown = services.runs.get(run.source.documentUri);
  if (shown && shown.model.name !== run.model.name)
    throw new Refusal(t('Another model reads this document by now: run the command again.'));
  services.colours.choose(run, place);
  services.panel.showUnit(place);
  const { active, colours, runs } = services;
  const { documentUri } = run.source;
  // A run of another model has no such unit.
  const isOver: vscode.Event<string> = (listener) =>
    runs.onDidChange((uri) => {
      if (!colours.coloured(documentUri)) listener(uri);
    });
  say(
    t('RNN Lens: the text is coloured by {0}.', unitName(place, services.units.nameOf(run.model, place))),
    active.onDidChange,
    colours.onDidChange,
    isOver,
  );
}

/** Lets people type a unit of a run's model, or its name; null if they do not. */
export async function askPlace(
  { units }: Pick<ColouringServices, 'units'>,
  { model }: Run,
  current: UnitPlace | null,
  title = t('RNN Lens: Colour by Unit'),
): Promise<UnitPlace | null> {
  const { layers, hiddenSize } = model.rnn;
  const named = await units.read(model);
  const check = (text: string): string | null => {
    const place = parsePlace(text, model.rnn, named);
    return typeof place === 'string' ? place : null;
  };
  const place = t(
    'Layer (1 to {0}), direction, unit (0 to {1}), and what of it: h unless you say another.',
    layers,
    hiddenSize - 1,
  );
  const text = await vscode.window.showInputBox({
    title,
    prompt: [place, ...namesSentence(named)].join(' '),
    value: formatPlace(current ?? { layer: 0, direction: 'forward', quantity: 'h', unit: 0 }),
    validateInput: check,
  });
  if (text === undefined) return null;
  const parsed = parsePlace(text, model.rnn, named);
  return typeof parsed === 'string' ? null : parsed;
}

/** Names that are offered. */
const MOST_NAMES = 8;

function namesSentence(named: readonly NamedUnit[]): string[] {
  const names = named.flatMap(({ name }) => (name === '' ? [] : [`“${name}”`])).slice(0, MOST_NAMES);
  return names.length === 0 ? [] : [t('Or a name: {0}.', names.join(', '))];
}

/** What a key binding or another extension passes on may be anything. */
export function isPlace(value: unknown): value is UnitPlace {
  if (typeof value !== 'object' || value === null) return false;
  return ['layer', 'direction', 'quantity', 'unit'].every((key) => key in value);
}

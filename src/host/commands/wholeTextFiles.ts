import * as vscode from 'vscode';
import { ARRAY_FORMATS, arrayName, type ArrayFormat } from '../../core/formats/arrayFile.js';
import { directionsOf, quantitiesOf } from '../../core/rnn/config.js';
import type { EngineClient } from '../../live/engineClient.js';
import type { Run } from '../../live/run.js';
import { t } from '../../live/sentences.js';
import { statesFile } from '../../live/statesFile.js';
import type { ModelDescription, StatePlace } from '../../protocol/engine.js';
import { nameOf } from '../runs/documentText.js';
import { readsMarkup } from '../settings.js';
import { withLateProgress } from '../status/lateProgress.js';
import { handedLanguage } from '../displayLanguage.js';
import { say } from '../status/statusMessage.js';
import { activeDocument, currentRun, type RunServices } from './runModel.js';
import { askWhere } from './saveTarget.js';

/** What saving what a model says of a whole text needs. */
export interface WholeTextServices extends RunServices {
  readonly engine: () => Pick<EngineClient, 'call'>;
  /** Of RNN Lens. */
  readonly version: string;
}

/** What is saved, and where: asked for if it is left out. */
interface Asked {
  readonly place?: StatePlace;
  readonly target?: vscode.Uri;
}

const STATE_FILES = { NumPy: ['npy'], safetensors: ['safetensors'], HDF5: ['hdf5'] };

/** Saves the states of one quantity of a layer and direction over the whole text. */
export async function saveStates(services: WholeTextServices, argument: unknown): Promise<void> {
  const document = activeDocument(services);
  const asked = askedOf(argument);
  const run = await currentRun(services, document, () => true, {});
  const place = run && (placeIn(run.model, asked.place) ?? (await askPlace(run.model)));
  if (!run || !place) return;
  const suffix = `${run.model.name}.${arrayName(place)}.npy`;
  const saved = { title: t('RNN Lens: Save States'), suffix, filters: STATE_FILES };
  const target = asked.target ?? (await askWhere(document, saved));
  if (!target) return;
  const format: ArrayFormat = ARRAY_FORMATS.find((ending) => target.path.endsWith(`.${ending}`)) ?? 'npy';
  const file = await inTime((signal, progress) =>
    statesFile(services.engine(), run, place, format, { signal, progress }),
  );
  if (!file) return;
  await vscode.workspace.fs.writeFile(target, file);
  say(t('RNN Lens: the states were saved.'));
}

/** Saves a report of the text as it is in the editor: what the command line writes of it, in the display language. */
export async function saveReport(services: WholeTextServices, argument: unknown): Promise<void> {
  const document = activeDocument(services);
  const asked = askedOf(argument);
  const run = await currentRun(services, document, () => true, {});
  if (!run) return;
  const saved = {
    title: t('RNN Lens: Save Report'),
    suffix: `${run.model.name}.html`,
    filters: { [t('Web page')]: ['html'] },
  };
  const target = asked.target ?? (await askWhere(document, saved));
  if (!target) return;
  const html = await inTime((signal) =>
    services.engine().call('report', reportOf(services, document, run, asked), { signal }),
  );
  if (html === null) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(html));
  say(t('RNN Lens: the report was saved.'));
}

function reportOf(
  { version }: WholeTextServices,
  document: vscode.TextDocument,
  { documentId, model }: Run,
  { place }: Asked,
) {
  const last = { layer: model.rnn.layers - 1, direction: 'forward', quantity: 'h' } as const;
  return {
    ...{ documentId, version, file: nameOf(document), text: document.getText() },
    place: placeIn(model, place) ?? last,
    languageId: readsMarkup() ? document.languageId : undefined,
    language: handedLanguage(),
  };
}

/** The answer, with progress if it takes its time; null if that was cancelled. */
async function inTime<T>(
  work: (signal: AbortSignal, progress: (share: number) => void) => Promise<T>,
): Promise<T | null> {
  const abort = new AbortController();
  let share = 0;
  const percent = () => Math.floor(100 * share);
  try {
    return await withLateProgress(
      work(abort.signal, (done) => (share = done)),
      abort,
      () => ({ percent: percent(), message: t('Reading the text … {0} %', percent()) }),
    );
  } catch (error) {
    if (abort.signal.aborted) return null;
    throw error;
  }
}

function askedOf(argument: unknown): Asked {
  if (argument instanceof vscode.Uri) return { target: argument };
  return typeof argument === 'object' && argument !== null ? argument : {};
}

/** The place, if the network has it. */
function placeIn(model: ModelDescription, place: StatePlace | undefined): StatePlace | null {
  return placesOf(model).find((own) => arrayName(own) === (place && arrayName(place))) ?? null;
}

function placesOf({ rnn }: ModelDescription): StatePlace[] {
  return Array.from({ length: rnn.layers }, (_, k) => rnn.layers - 1 - k).flatMap((layer) =>
    directionsOf(rnn, layer).flatMap((direction) =>
      quantitiesOf(rnn.cell).map((quantity) => ({ layer, direction, quantity })),
    ),
  );
}

async function askPlace(model: ModelDescription): Promise<StatePlace | null> {
  const items = placesOf(model).map((place) => ({
    place,
    label: place.quantity,
    description:
      place.direction === 'forward'
        ? t('layer {0}, forward', place.layer + 1)
        : t('layer {0}, backward', place.layer + 1),
  }));
  if (items.length === 1) return items[0].place;
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('RNN Lens: Save States'),
    placeHolder: t('Which states are saved'),
    matchOnDescription: true,
  });
  return chosen?.place ?? null;
}

import * as vscode from 'vscode';
import { LONGEST_NAME, LONGEST_NOTE, namedUnit, tidy, unitOfNetwork } from '../../core/formats/unitNames.js';
import { Refusal } from '../../live/refusal.js';
import type { Run } from '../../live/run.js';
import { plural, t } from '../../live/sentences.js';
import type { UnitPlace } from '../../protocol/engine.js';
import { problemOfPlace, unitName } from '../editor/unitPlaces.js';
import type { ModelUnits } from '../models/modelUnits.js';
import { nameOf } from '../runs/documentText.js';
import { say } from '../status/statusMessage.js';
import { askPlace, isPlace, type ColouringServices } from './colouring.js';
import { activeDocument, currentRun } from './runModel.js';

/** What naming units needs. */
export interface NamingServices extends ColouringServices {
  readonly units: ModelUnits;
}

const FILTERS = { JSON: ['json'] };

/** Larger files are no names of units. */
const MAX_BYTES = 16_000_000;

/** Gives a unit of the active document's model a name and a note: `given`, or what people type. */
export async function nameUnit(services: NamingServices, given: unknown): Promise<void> {
  const run = await runOf(services);
  if (!run) return;
  const { model } = run;
  const { colours, units } = services;
  const title = t('RNN Lens: Name a Unit');
  const current = colours.coloured(run.source.documentUri);
  const place = isPlace(given) ? given : await askPlace(services, run, current, title);
  if (!place) return;
  const problem = problemOfPlace(place, model.rnn);
  if (problem !== null) throw new Refusal(problem);
  const of = unitOfNetwork(model.rnn, place);
  const before = namedUnit(await units.read(model), of) ?? { ...of, name: '', note: '' };
  const words = wordsOf(given) ?? (await askWords(place, before));
  if (!words) return;
  await units.name(model, { ...of, ...words });
}

/** Writes the names of the units of the active document's model where `target` or a dialog says. */
export async function exportUnitNames(services: NamingServices, target: unknown): Promise<void> {
  const run = await runOf(services);
  if (!run) return;
  const named = await services.units.read(run.model);
  if (named.length === 0) throw new Refusal(t('No unit of "{0}" has a name or a note.', run.model.name));
  const file = target instanceof vscode.Uri ? target : await askTarget(run);
  if (!file) return;
  const json = await services.units.file(run.model);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(json));
  say(
    plural(
      named.length,
      'RNN Lens: the words of {0} unit were written.',
      'RNN Lens: the words of {0} units were written.',
    ),
  );
}

/** Takes over the names of units in the file `source` or one chosen in a dialog. */
export async function importUnitNames(services: NamingServices, source: unknown): Promise<void> {
  const file = source instanceof vscode.Uri ? source : await askSource();
  if (!file) return;
  const name = nameOf({ uri: file });
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > MAX_BYTES) throw new Refusal(t('{0} is too large to hold names of units.', name));
  const json = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  const { units } = await services.units.merge(json, name);
  say(
    plural(
      units,
      'RNN Lens: the words of {0} unit were taken over.',
      'RNN Lens: the words of {0} units were taken over.',
    ),
  );
}

function runOf(services: NamingServices): Promise<Run | null> {
  return currentRun(services, activeDocument(services), () => true, {});
}

interface Words {
  readonly name: string;
  readonly note: string;
}

/** What the panel, a key binding or another extension passes on. */
function wordsOf(given: unknown): Words | null {
  if (typeof given !== 'object' || given === null || !('name' in given || 'note' in given)) return null;
  const { name = '', note = '' } = given as Partial<Record<keyof Words, unknown>>;
  return { name: tidy(String(name)).slice(0, LONGEST_NAME), note: tidy(String(note)).slice(0, LONGEST_NOTE) };
}

async function askWords(place: UnitPlace, before: Words): Promise<Words | null> {
  const title = t('RNN Lens: Name a Unit');
  const ask = (prompt: string, value: string, most: number) =>
    vscode.window.showInputBox({
      ...{ title, prompt, value },
      validateInput: (text) => (tidy(text).length > most ? t('At most {0} characters.', most) : null),
    });
  const name = await ask(
    t('What {0} is called; empty for no name.', unitName(place)),
    before.name,
    LONGEST_NAME,
  );
  if (name === undefined) return null;
  const note = await ask(t('A note on it: what bears the name out.'), before.note, LONGEST_NOTE);
  return note === undefined ? null : { name: tidy(name), note: tidy(note) };
}

async function askTarget({ model, source }: Run): Promise<vscode.Uri | undefined> {
  const document = vscode.Uri.parse(source.documentUri);
  const folder =
    document.scheme === 'untitled'
      ? vscode.workspace.workspaceFolders?.[0]?.uri
      : vscode.Uri.joinPath(document, '..');
  const defaultUri = folder && vscode.Uri.joinPath(folder, `${model.name}.units.json`);
  const title = t('RNN Lens: Export Unit Names');
  return vscode.window.showSaveDialog({ title, filters: FILTERS, ...(defaultUri && { defaultUri }) });
}

async function askSource(): Promise<vscode.Uri | undefined> {
  const title = t('RNN Lens: Import Unit Names');
  const chosen = await vscode.window.showOpenDialog({ title, filters: FILTERS, canSelectMany: false });
  return chosen?.[0];
}

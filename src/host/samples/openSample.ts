import * as vscode from 'vscode';
import { t } from '../../live/sentences.js';
import type { PanelLook } from '../../protocol/panel.js';
import { colourByUnit, type ColouringServices } from '../commands/colouring.js';
import { tagDocument } from '../commands/runModel.js';
import { pinStates, type CompareServices } from '../compare/compareCommands.js';
import type { ModelChoice } from '../models/modelChoice.js';
import type { Panel } from '../panel/panel.js';
import { readLook } from '../panel/panelLook.js';
import { freshCopy, type SampleFolders } from './sampleFiles.js';
import { samples, type Sample } from './samples.js';

/** What opening a sample needs. */
export type SampleServices = ColouringServices &
  CompareServices &
  SampleFolders & {
    readonly choice: ModelChoice;
    readonly panel: Pick<Panel, 'open' | 'lead' | 'column'>;
  };

/** What a link may ask for: a sample, where the panel shows it, and what is done with it. */
interface SampleRequest {
  readonly sample: Sample;
  readonly look: PanelLook;
  /** Words of it that are selected. */
  readonly words: string;
  /** `colour` the editor by the unit; `pin` the states, to compare with what will be typed; choose another `model`. */
  readonly then: unknown;
  /** Of the walkthroughs: it is done then. */
  readonly step: unknown;
}

/**
 * Opens a copy of a sample, reads it with its model and shows it in the panel: the one that `given` names (by itself, or as
 * `{ sample, views, unit, words, then, step }`), else the one that people choose.
 */
export async function openSample(services: SampleServices, given: unknown): Promise<void> {
  const request = given === undefined || given === null ? await pickSample() : readRequest(given);
  if (!request) return;
  const { sample, look, then, step } = request;
  const document = await vscode.workspace.openTextDocument(await freshCopy(services, sample.file));
  await services.choice.remember(document, sample.model);
  await showText(services, document, request.words);
  services.panel.open();
  const uri = document.uri.toString();
  endWhatWasAsked(services, uri);
  const run = services.runs.get(uri);
  if (run?.model.name !== sample.model) await tagDocument(services, document);
  services.panel.lead(look);
  if (then === 'colour') await colourByUnit(services, look.unit);
  if (then === 'pin') await pinStates(services);
  // For the walkthroughs' completion events.
  if (typeof step === 'string') await vscode.commands.executeCommand('setContext', 'rnnLens.step', step);
  if (then === 'model') await vscode.commands.executeCommand('rnnLens.selectModel');
}

/** What was asked of a sample before is over: VS Code keeps documents that were closed for a while. */
function endWhatWasAsked({ colours, comparisons }: SampleServices, uri: string): void {
  if (colours.coloured(uri)) colours.stop();
  comparisons.end(uri);
}

async function pickSample(): Promise<SampleRequest | null> {
  const items = samples().map((sample) => ({
    sample,
    label: sample.title,
    description: t('{0}, read by {1}', sample.file, sample.model),
    detail: sample.sees,
  }));
  const item = await vscode.window.showQuickPick(items, {
    title: t('RNN Lens: Open Sample'),
    placeHolder: t('A text, and what you will see. A copy is opened: change it as you like.'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return item ? requestOf(item.sample, {}) : null;
}

/** What a link, a key binding or another extension passes on may be anything. */
function readRequest(given: unknown): SampleRequest {
  const asked = (typeof given === 'object' ? given : { sample: given }) as Readonly<Record<string, unknown>>;
  const sample = samples().find(({ name }) => name === asked['sample']);
  if (!sample) throw new Error(t('There is no sample "{0}".', String(asked['sample'])));
  return requestOf(sample, asked);
}

function requestOf(sample: Sample, asked: Readonly<Record<string, unknown>>): SampleRequest {
  const { views, unit = sample.unit } = readLook(asked);
  const words = typeof asked['words'] === 'string' ? asked['words'] : sample.words;
  const look = { views: views.length > 0 ? views : sample.views, ...(unit && { unit }) };
  return { sample, look, words, then: asked['then'], step: asked['step'] };
}

/** Shows a text where it does not cover the panel, with some of its words selected. */
async function showText(
  { panel }: Pick<SampleServices, 'panel'>,
  document: vscode.TextDocument,
  words: string,
): Promise<void> {
  const at = Math.max(0, document.getText().indexOf(words));
  const selection = new vscode.Range(document.positionAt(at), document.positionAt(at + words.length));
  const viewColumn = columnBeside(panel.column);
  await vscode.window.showTextDocument(document, { preview: false, viewColumn, selection });
}

/** The column in front unless the panel is in it; then another one there is, else the first, which the panel leaves. */
function columnBeside(ofPanel: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const { activeTabGroup, all } = vscode.window.tabGroups;
  if (activeTabGroup.viewColumn !== ofPanel) return activeTabGroup.viewColumn;
  return all.find(({ viewColumn }) => viewColumn !== ofPanel)?.viewColumn ?? vscode.ViewColumn.One;
}

import * as vscode from 'vscode';
import type { Kinship, ModelDescription } from '../../protocol/engine.js';
import type { EngineClient } from '../../live/engineClient.js';
import type { Models } from '../models/models.js';
import type { Panel } from '../panel/panel.js';
import { withLateProgress } from '../status/lateProgress.js';
import type { ModelEntry } from '../../models/modelRegistry.js';
import { OtherRun } from './comparedRun.js';
import type { Comparisons } from './comparison.js';
import type { Run } from '../../live/run.js';
import { pickFrom } from '../models/selectModel.js';
import { activeDocument, currentRun, tagDocument, type RunServices } from '../commands/runModel.js';
import { Refusal } from '../../live/refusal.js';
import { plural, t } from '../../live/sentences.js';
import { say } from '../status/statusMessage.js';

/** What the commands of comparing act on. */
export interface CompareServices extends RunServices {
  readonly models: Pick<Models, 'list'>;
  readonly panel: Pick<Panel, 'open'>;
  readonly engine: () => EngineClient;
  loadModel(name: string): Promise<ModelDescription>;
  readonly comparisons: Comparisons;
}

/** One model, and so the same units. */
const ITSELF: Kinship = { isSame: true, r: 1 };

/** Letters of a text that is named in a sentence. */
const MOST_LETTERS = 24;

/** Keeps the run of the active document: from now on the panel shows how later ones differ. */
export async function pinStates(services: CompareServices): Promise<void> {
  const document = activeDocument(services);
  const run = await currentRun(services, document, () => true, {});
  if (!run) return;
  refuseEmpty(run);
  if (run.stale) throw new Refusal(t('The text was edited meanwhile: run the command again.'));
  const other = await OtherRun.pinned(run, document.getText(), services.engine);
  const isBegun = services.comparisons.begin({
    ...{ document, other, kind: 'edit', before: t('pinned'), after: t('now'), kinship: ITSELF },
    what: t('What your edits change since {0} was pinned.', run.source.documentName),
  });
  if (!isBegun) return other.dispose();
  services.panel.open();
  say(t('RNN Lens: the states are pinned. Type: the panel shows what changes.'));
}

/** Ends what the active document is compared with. */
export function unpinStates({ comparisons, active }: Pick<CompareServices, 'comparisons' | 'active'>): void {
  const uri = active.document?.uri.toString() ?? '';
  if (comparisons.has(uri)) comparisons.end(uri);
  else say(t('RNN Lens: nothing is pinned in this document.'));
}

/** Runs two selected passages, each as a text of its own, and compares the second with the first. */
export async function compareSelections(services: CompareServices): Promise<void> {
  const document = activeDocument(services);
  const [first, second] = twoSelections(services, document);
  const uri = document.uri.toString();
  const shown = services.runs.get(uri);
  const wasWhole = shown !== null && shown.source.range === null;
  const model = await services.loadModel(shown?.model.name ?? (await services.choice.of(document)));
  const other = OtherRun.of(
    { document, model, unit: 'selection', range: first, follows: false },
    services.engine,
  );
  const { version } = document;
  await begun(services, other, async () => {
    if (document.version !== version)
      throw new Refusal(t('The text was edited meanwhile: run the command again.'));
    const settings = () => ({ unit: 'selection' as const, range: second });
    const outcome = await tagDocument(services, document, { modelName: async () => model.name, settings });
    const run = services.runs.get(uri);
    if (outcome !== 'tagged' || !run) return false;
    const [before, after] = [first, second].map((range) => quoted(document, range));
    return services.comparisons.begin({
      ...{ document, other, kind: 'selections', before: t('first'), after: t('second'), kinship: ITSELF },
      what: t(
        'How the second passage, {0}, differs from the first, {1}: each read as a text of its own.',
        after,
        before,
      ),
      ended: (replaced) => {
        if (replaced || !wasWhole || document.isClosed || services.runs.get(uri) !== run) return;
        void tagDocument(services, document).catch((error: unknown) =>
          services.log.error('The document could not be run as a whole again.', error),
        );
      },
    });
  });
}

/** Runs the document by another model, too (`name`, or one that is chosen), and compares with that. */
export async function compareWithModel(services: CompareServices, name: unknown): Promise<void> {
  const document = activeDocument(services);
  const run = await currentRun(services, document, () => true, {});
  if (!run) return;
  refuseEmpty(run);
  const entries = (await services.models.list())
    .filter((entry) => canCompare(entry, run.model))
    .sort((a, b) => strangeness(a, run.model) - strangeness(b, run.model));
  const own = run.model.name;
  if (entries.length === 0)
    throw new Refusal(
      t('No other installed model reads such texts as {0} does: there is nothing to compare it with.', own),
    );
  const named = entries.find(({ id }) => id === name)?.id;
  const chosen =
    named ??
    (await pickFrom(
      await services.choice.offer(document, entries),
      t('RNN Lens: Compare With Model'),
      t('The model to compare {0} with', own),
    ));
  if (chosen === undefined) return;
  const model = await services.loadModel(chosen);
  const other = OtherRun.of(
    { document, model, ...unitOf(run), script: run.source.script, follows: true },
    services.engine,
  );
  await begun(services, other, async () => {
    const documents = { beforeId: other.run.documentId, afterId: run.documentId };
    const kinship = await services.engine().call('kinship', documents);
    return services.comparisons.begin({
      ...{ document, other, kind: 'models', before: chosen, after: own, kinship },
      what: t('How {0} differs from {1} on the same text, while you type, too.', own, chosen),
    });
  });
}

/** Runs what is compared with, then begins; what was run is let go of if that does not come about. */
async function begun(
  services: CompareServices,
  other: OtherRun,
  begin: () => Promise<boolean>,
): Promise<void> {
  const abort = new AbortController();
  let isBegun = false;
  // The engine tells of runs that are known: this one is, until it has begun or failed.
  const release = services.comparisons.await(other);
  try {
    await withLateProgress(other.start(abort.signal), abort, () => {
      const { rowCount, taggedCount } = other.run;
      return {
        percent: rowCount > 0 ? Math.floor((100 * taggedCount) / rowCount) : 0,
        message: t('Comparing …'),
      };
    });
    isBegun = !abort.signal.aborted && (await begin());
    if (isBegun) services.panel.open();
  } catch (error) {
    if (!abort.signal.aborted) throw error;
  } finally {
    release();
    if (!isBegun) other.dispose();
  }
}

function twoSelections(
  { active }: Pick<CompareServices, 'active'>,
  document: vscode.TextDocument,
): readonly [readonly [number, number], readonly [number, number]] {
  const editor = active.editor?.document === document ? active.editor : null;
  const ranges = (editor?.selections ?? [])
    .filter((selection) => /\S/.test(document.getText(selection)))
    .map(({ start, end }) => [document.offsetAt(start), document.offsetAt(end)] as const)
    .sort(([a], [b]) => a - b);
  if (ranges.length === 2) return [ranges[0], ranges[1]];
  if (ranges.length === 0)
    throw new Refusal(
      t(
        'Nothing is selected: select two passages (the second one with Alt held down) and run the command again.',
      ),
    );
  throw new Refusal(
    plural(
      ranges.length,
      'One passage is selected: select two passages (the second one with Alt held down) and run the command again.',
      '{0} passages are selected: select two passages (the second one with Alt held down) and run the command again.',
    ),
  );
}

/** What reads numbers is compared with what reads numbers. */
function canCompare(entry: ModelEntry, model: ModelDescription): boolean {
  if (entry.kind !== 'usable' || entry.id === model.name) return false;
  return (entry.manifest.input.kind === 'vectors') === (model.input === 'vectors');
}

/** Those of the same task, language and tokens come first: more of what they say can be compared. */
function strangeness(entry: ModelEntry, { task, language, tokenizer }: ModelDescription): number {
  if (entry.kind !== 'usable') return Infinity;
  const { manifest } = entry;
  const others = [manifest.task !== task, manifest.language !== language, manifest.tokenizer !== tokenizer];
  return others.filter(Boolean).length;
}

function unitOf({ model, source }: Run): { unit?: typeof source.unit } {
  return model.task === 'classification' ? { unit: source.unit } : {};
}

function refuseEmpty({ tokenCount }: Run): void {
  if (tokenCount === 0)
    throw new Refusal(t('The text has no tokens: there is nothing to compare later ones with.'));
}

/** A passage as a sentence names it. */
function quoted(document: vscode.TextDocument, [start, end]: readonly [number, number]): string {
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const text = document.getText(range).trim().replace(/\s+/g, ' ');
  const letters = [...text];
  return `“${letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS - 1).join('')}…` : text}”`;
}

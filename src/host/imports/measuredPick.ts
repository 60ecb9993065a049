import * as vscode from 'vscode';
import type { ImportMeasure } from '../../core/evaluate/importMeasure.js';
import { formatBits, formatProbability } from '../../core/views/format.js';
import { sentenceIn } from '../../core/sentence.js';
import { sentenceOf, t } from '../../live/sentences.js';
import type { ImportChoice } from '../../protocol/imports.js';

/** Asks what a network says of the open text under a choice; rejects when the signal aborts. */
export type Measure = (choice: ImportChoice, signal: AbortSignal) => Promise<ImportMeasure>;

/** A choice among others, and what would be imported with it; null where that is not known before it is made. */
export interface MeasuredItem extends vscode.QuickPickItem {
  readonly candidate: (() => Promise<ImportChoice>) | null;
}

/**
 * A quick pick whose rows are run over the open text one after the other while people look at it: behind each stands what
 * it costs there. Nothing is measured where there is no text or one row; what is not done when it closes is given up.
 */
export async function measuredPick<T extends MeasuredItem>(
  items: readonly T[],
  { title, placeHolder, measure }: { title: string; placeHolder: string; measure: Measure | null },
): Promise<T | undefined> {
  const candidates = items.filter(({ candidate }) => candidate !== null);
  if (!measure || candidates.length < 2)
    return vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly place: number }>();
  const stop = new AbortController();
  const shown = items.map((item, place) => ({ ...item, place }));
  Object.assign(pick, {
    title,
    placeholder: placeHolder,
    items: shown,
    keepScrollPosition: true,
    busy: true,
  });
  const update = (place: number, said: string): void => {
    const item = shown[place];
    shown[place] = { ...item, description: [item.description, said].filter(Boolean).join(' · ') };
    const active = pick.activeItems[0]?.place ?? 0;
    pick.items = [...shown];
    pick.activeItems = [shown[active]];
  };
  void measureAll(items, measure, stop.signal, update).finally(() => (pick.busy = false));
  try {
    const place = await chosen(pick);
    return place === undefined ? undefined : items[place];
  } finally {
    stop.abort();
    pick.dispose();
  }
}

function chosen(
  pick: vscode.QuickPick<vscode.QuickPickItem & { readonly place: number }>,
): Promise<number | undefined> {
  return new Promise((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0]?.place));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
}

/** Measures row after row; the row that costs least is told once all are known. */
async function measureAll(
  items: readonly MeasuredItem[],
  measure: Measure,
  signal: AbortSignal,
  update: (place: number, said: string) => void,
): Promise<void> {
  const losses = new Map<number, number>();
  for (const [place, { candidate }] of items.entries()) {
    if (!candidate || signal.aborted) continue;
    try {
      const found = await measure(await candidate(), signal);
      if (found.kind === 'loss' && found.count > 0) losses.set(place, found.bits);
      if (!signal.aborted) update(place, measureText(found));
    } catch (error) {
      if (!signal.aborted && sentenceIn(error) !== undefined) update(place, sentenceOf(error));
    }
  }
  const least = [...losses].sort((a, b) => a[1] - b[1]);
  if (!signal.aborted && least.length > 1 && least[0][1] < least[1][1]) update(least[0][0], t('the least'));
}

/** What is measured in words; without labels there is no loss of classes, and that is said. */
export function measureText({ kind, bits, confidence, count }: ImportMeasure): string {
  if (count === 0) return t('nothing in the text is read');
  if (kind === 'loss') return t('{0} bits lost per token', formatBits(bits));
  return t(
    'answers with p {0}, entropy {1} bits: how certain, not how right',
    formatProbability(confidence ?? NaN),
    formatBits(bits),
  );
}

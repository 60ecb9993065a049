import { countOf, formatCount } from '../../../src/core/views/format.js';
import { taskWords, tokenNoun } from '../../../src/core/views/task.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setAttributes, setText } from '../../dom.js';
import { button } from '../../ui/toolkit.js';
import type { Context, RunView, View } from '../view.js';

/** Shown while nothing was tagged: one sentence and the button that changes it. */
export function emptyView(context: Context): View {
  const sentence = h('p', {});
  const tag = button('', () => context.rpc.emit('tag', null));
  tag.setPrimary(true);
  const problem = h('p', { class: 'problem', role: 'alert' });
  const element = h('div', { class: 'empty' }, h('h1', {}, 'RNN Lens'), sentence, tag.element, problem);
  return {
    element,
    render: ({ panel }) => {
      const name = panel?.activeDocument ?? null;
      setText(sentence, name === null ? NO_DOCUMENT : NOT_TAGGED);
      tag.setText(`Tag ${name ?? ''}`);
      tag.setVisible(name !== null);
      setText(problem, panel?.problem ?? '');
      problem.hidden = !panel?.problem;
    },
  };
}

const NO_DOCUMENT = 'Open a text file: its tokens, tags and hidden states appear here once it is tagged.';
const NOT_TAGGED =
  'Tag the document to see what the network reads in every token, and what it remembers of it.';

/** True while the run has tokens (or segments) without labels, or has not said its shapes yet. */
export function isRunning(run: PanelRun): boolean {
  return run.shapes === null || (run.model.task !== 'states' && run.taggedCount < labelledCount(run));
}

/** How many labels a complete run has. */
function labelledCount(run: PanelRun): number {
  return run.level === 'segment' ? run.segmentCount : run.tokenCount;
}

/** What is told about a run above the views. */
export interface Notices extends RunView {
  /** Staleness and progress in words; it stands beside the tabs, so that nothing moves when it comes and goes. */
  readonly words: HTMLElement;
}

/** The thin bar and the sentences: progress, staleness, problems. */
export function noticesView(): Notices {
  const fill = h('div', { class: 'progress-fill' });
  const progress = h('div', { class: 'progress', role: 'progressbar', 'aria-label': 'Tagging' }, fill);
  const words = h('p', { class: 'words', role: 'status' });
  const problem = h('p', { class: 'notice problem', role: 'alert' });
  const element = h('div', { class: 'notices' }, progress, problem);
  return {
    element,
    words,
    render: ({ panel }, run) => {
      showProgress(progress, fill, run);
      setText(words, sentenceOf(run));
      setText(problem, panel?.problem ?? '');
      problem.hidden = !panel?.problem;
    },
  };
}

function showProgress(progress: HTMLElement, fill: HTMLElement, run: PanelRun): void {
  const running = isRunning(run);
  progress.classList.toggle('running', running);
  progress.classList.toggle('stale', run.stale && !running);
  const share = run.tokenCount > 0 ? run.taggedCount / labelledCount(run) : 0;
  fill.style.width = `${(running ? share : run.stale ? 1 : 0) * 100}%`;
  setAttributes(progress, {
    'aria-valuemin': 0,
    'aria-valuemax': running ? labelledCount(run) : 1,
    'aria-valuenow': running ? run.taggedCount : 1,
    'aria-hidden': running ? null : 'true',
  });
}

function sentenceOf(run: PanelRun): string {
  const { again, running } = taskWords(run.model.task);
  if (run.stale) return `The text changed since this run. ${again}.`;
  if (!isRunning(run)) return '';
  if (run.tokenCount === 0) return `Reading ${run.documentName}…`;
  const noun = run.level === 'segment' ? run.model.segment : tokenNoun(run.model.tokenizer);
  return `${running}: ${formatCount(run.taggedCount)} of ${countOf(labelledCount(run), noun)}.`;
}

/** How far what is shown is that of the text, for the footer. */
export type StatusWord = 'exact' | 'provisional' | 'updating' | 'running' | 'stale';

/** How far a run is; `isOutdated`: some of what is in sight is still of the text before. */
export function statusWord(run: PanelRun, isOutdated: boolean): StatusWord {
  if (run.stale) return 'stale';
  if (isRunning(run)) return 'running';
  if (isOutdated) return 'updating';
  return run.provisional ? 'provisional' : 'exact';
}

import { tokenKind } from '../../../src/core/views/task.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setAttributes, setText } from '../../dom.js';
import { button } from '../../ui/toolkit.js';
import type { Context, RunView, View } from '../view.js';
import { t } from '../../sentences/text.js';

/** Shown while nothing was tagged: one sentence and the button that changes it. */
export function emptyView(context: Context): View {
  const sentence = h('p', {});
  const tag = button('', () => context.rpc.emit('tag', null));
  tag.setPrimary(true);
  const problem = h('p', { class: 'problem', role: 'alert' });
  const element = h('div', { class: 'empty' }, h('h1', {}, t('product')), sentence, tag.element, problem);
  return {
    element,
    render: ({ panel }) => {
      const name = panel?.activeDocument ?? null;
      setText(sentence, t(name === null ? 'empty.noDocument' : 'empty.notTagged'));
      tag.setText(t('empty.tag', { document: name ?? '' }));
      tag.setVisible(name !== null);
      setText(problem, panel?.problem ?? '');
      problem.hidden = !panel?.problem;
    },
  };
}

/** True while the run has tokens (or segments) without labels, or has not said its shapes yet. */
export function isRunning(run: PanelRun): boolean {
  return run.shapes === null || (run.model.task !== 'states' && run.taggedCount < labelledCount(run));
}

/** How much of the run is there, 0 … 1. */
export function shareDone(run: PanelRun): number {
  return run.tokenCount > 0 ? run.taggedCount / labelledCount(run) : 0;
}

/** How many labels a complete run has. */
function labelledCount(run: PanelRun): number {
  return run.level === 'segment' ? run.segmentCount : run.tokenCount;
}

/** What is told about a run above the views. */
export interface Notices extends RunView {
  /** Staleness and progress in words; it stands in the footer, so that nothing moves when it comes and goes. */
  readonly words: HTMLElement;
}

/** The thin bar and the sentences: progress, staleness, problems. */
export function noticesView(): Notices {
  const fill = h('div', { class: 'progress-fill' });
  const progress = h(
    'div',
    { class: 'progress', role: 'progressbar', 'aria-label': t('notices.progress') },
    fill,
  );
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
  const share = shareDone(run);
  fill.style.width = `${(running ? share : run.stale ? 1 : 0) * 100}%`;
  setAttributes(progress, {
    'aria-valuemin': 0,
    'aria-valuemax': running ? labelledCount(run) : 1,
    'aria-valuenow': running ? run.taggedCount : 1,
    'aria-hidden': running ? null : 'true',
  });
}

function sentenceOf(run: PanelRun): string {
  const { task, segment, tokenizer } = run.model;
  if (run.stale) return t('notices.stale', { again: t('task.again', { task }) });
  if (!isRunning(run)) return '';
  if (run.tokenCount === 0) return t('notices.starting', { document: run.documentName });
  const kind = run.level === 'segment' ? segment : tokenKind(tokenizer);
  const all = t('count', { kind, n: labelledCount(run) });
  return t('notices.running', { running: t('task.running', { task }), done: run.taggedCount, all });
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

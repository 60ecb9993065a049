import { stepsAreTokens, tokenKind } from '../../../src/core/views/task.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setText } from '../../dom.js';
import { shareDone, statusWord, type StatusWord } from './notices.js';
import type { RunView } from '../view.js';
import { t } from '../../sentences/text.js';

const SIGNS: Record<StatusWord, string> = {
  exact: '●',
  provisional: '◐',
  updating: '◌',
  running: '◌',
  stale: '○',
};

/**
 * The footer: is what is shown current, how much is it, what is read otherwise, of which text. `isOutdated` tells whether
 * some of what is in sight is still of the text before.
 */
export function statusView(isOutdated: () => boolean): RunView {
  const state = h('span', { class: 'state' });
  const counts = h('span');
  const problems = h('span', { class: 'problems' });
  const name = h('span', { class: 'document' });
  const element = h(
    'footer',
    { class: 'status' },
    state,
    counts,
    problems,
    h('span', { class: 'grow' }),
    name,
  );
  return {
    element,
    render: (_, run) => {
      const word = statusWord(run, isOutdated());
      setText(
        state,
        `${SIGNS[word]} ${t('status.word', { word, percent: Math.floor(100 * shareDone(run)) })}`,
      );
      state.dataset['state'] = word;
      state.title = t('status.meaning', { word });
      setText(counts, countsOf(run));
      showProblems(problems, run);
      setText(name, run.documentName);
    },
  };
}

/** What the network does not read as it is written: the first of it in sight, all of it in the tooltip. */
function showProblems(element: HTMLElement, { problems }: PanelRun): void {
  const sentences = problems.map(({ code, count, values: [limit = ''] }) =>
    t('status.problem', { code, n: count, limit }),
  );
  const [first = ''] = sentences;
  setText(element, sentences.length > 1 ? t('status.problems', { first, n: sentences.length - 1 }) : first);
  element.title = sentences.join('\n');
  element.hidden = sentences.length === 0;
}

function countsOf(run: PanelRun): string {
  const count = (kind: string, n: number) => t('count', { kind, n });
  const steps = stepsAreTokens(run) || run.stepCount === 0 ? [] : [count('step', run.stepCount)];
  const { tokenizer, segment } = run.model;
  const tokens = count(tokenKind(tokenizer), run.tokenCount);
  return [tokens, ...steps, count(segment, run.segmentCount)].join(' · ');
}

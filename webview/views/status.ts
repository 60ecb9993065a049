import { countOf, formatCount, formatDuration } from '../../src/core/views/format.js';
import { stepsAreTokens, tokenNoun } from '../../src/core/views/task.js';
import type { PanelRun } from '../../src/protocol/contracts.js';
import { h, setText } from '../dom.js';
import { statusWord } from './notices.js';
import type { RunView } from './view.js';

const SIGNS = { exact: '●', running: '◌', stale: '○' } as const;

/** The footer: is what is shown current, how much is it, how long did it take, of which text. */
export function statusView(): RunView {
  const state = h('span', { class: 'state' });
  const counts = h('span');
  const elapsed = h('span');
  const version = h('span');
  const element = h(
    'footer',
    { class: 'status' },
    state,
    counts,
    elapsed,
    h('span', { class: 'grow' }),
    version,
  );
  return {
    element,
    render: ({ panel }, run) => {
      const word = panel ? statusWord(panel) : 'running';
      setText(state, `${SIGNS[word]} ${word}`);
      state.dataset['state'] = word;
      setText(counts, countsOf(run));
      setText(
        elapsed,
        word === 'running'
          ? `${formatCount(run.taggedCount)} ${run.level === 'segment' ? 'classified' : 'tagged'}`
          : formatDuration(run.elapsedMs),
      );
      setText(version, `${run.documentName}, document version ${run.version}`);
    },
  };
}

function countsOf(run: PanelRun): string {
  const steps = stepsAreTokens(run) || run.stepCount === 0 ? [] : [countOf(run.stepCount, 'step')];
  const { tokenizer, segment } = run.model;
  const tokens = countOf(run.tokenCount, tokenNoun(tokenizer));
  return [tokens, ...steps, countOf(run.segmentCount, segment)].join(' · ');
}

import { countOf, formatCount, formatDuration } from '../../../src/core/views/format.js';
import { stepsAreTokens, tokenNoun } from '../../../src/core/views/task.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setText } from '../../dom.js';
import { statusWord, type StatusWord } from './notices.js';
import type { RunView } from '../view.js';

const SIGNS: Record<StatusWord, string> = {
  exact: '●',
  provisional: '◐',
  updating: '◌',
  running: '◌',
  stale: '○',
};

const MEANINGS: Record<StatusWord, string> = {
  exact: 'Everything is what a run of the whole text gives, bit for bit.',
  provisional: 'From the last edit on, numbers may differ by rounding noise until the rest was run again.',
  updating: 'Some of what is shown is still of the text before the last edit.',
  running: 'The network is reading the text.',
  stale: 'The text was edited since.',
};

/**
 * The footer: is what is shown current, how much is it, how long did it take, of which text. `isOutdated` tells whether
 * some of what is in sight is still of the text before.
 */
export function statusView(isOutdated: () => boolean): RunView {
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
    render: (_, run) => {
      const word = statusWord(run, isOutdated());
      setText(state, `${SIGNS[word]} ${word}`);
      state.dataset['state'] = word;
      state.title = MEANINGS[word];
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

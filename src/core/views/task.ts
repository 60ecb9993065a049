import type { Task } from '../model/model.js';
import type { Tokenizer } from '../text/segmentation.js';

/** What the panel calls things, by what the model is for. */
export interface TaskWords {
  /** Title of the first tab. */
  readonly tab: string;
  /** Heading of the column with the label. */
  readonly label: string;
  /** Heading of the column with its number. */
  readonly number: string;
  /** Button that runs the model again. */
  readonly again: string;
  /** A run under way. */
  readonly running: string;
}

const WORDS: Record<Task, TaskWords> = {
  tagging: {
    tab: 'Tags',
    label: 'Tag',
    number: 'Probability',
    again: 'Tag again',
    running: 'Tagging',
  },
  classification: {
    tab: 'Classes',
    label: 'Class',
    number: 'Probability',
    again: 'Classify again',
    running: 'Classifying',
  },
  'language-model': {
    tab: 'Surprisal',
    label: 'Expected',
    number: 'Surprisal',
    again: 'Read again',
    running: 'Reading',
  },
  states: {
    tab: 'Tags',
    label: 'Tag',
    number: 'Probability',
    again: 'Run again',
    running: 'Running',
  },
};

/** Words for a task. */
export function taskWords(task: Task): TaskWords {
  return WORDS[task];
}

/** What a token is called: a character, a line or a token. */
export function tokenNoun(tokenizer: Tokenizer): 'character' | 'line' | 'token' {
  if (tokenizer === 'characters') return 'character';
  return tokenizer === 'lines' ? 'line' : 'token';
}

/** Numbers of a run that say what a step is. */
export interface StepCounts {
  readonly tokenCount: number;
  /** 0 while it is not known. */
  readonly stepCount: number;
  readonly model: { readonly input: 'words' | 'characters' | 'vectors' };
}

/** True where every token is one step (words, characters, lines of numbers), so that their numbers are the same. */
export function stepsAreTokens({ tokenCount, stepCount, model }: StepCounts): boolean {
  return stepCount === tokenCount || (stepCount === 0 && model.input !== 'characters');
}

/** How many steps the heatmap has; 0 while it is not known. */
export function stepsOfRun(counts: StepCounts): number {
  return stepsAreTokens(counts) ? counts.tokenCount : counts.stepCount;
}

import { sentence } from '../../sentence.js';
import type { ImportQuestion } from '../foreign.js';
import type { Follow } from './follow.js';
import type { OnnxModel } from './model.js';
import { Unfollowed } from './unfollowed.js';

/** A window of more steps is none. */
const LONGEST_WINDOW = 1 << 16;

/** What to do with texts of another length than the graph names. */
export function windowQuestions(
  { steps, isWindowed }: Pick<Follow, 'steps' | 'isWindowed'>,
  { producer, metadata }: Pick<OnnxModel, 'producer' | 'metadata'>,
): ImportQuestion[] {
  if (steps === null || steps < 2) return [];
  if (steps > LONGEST_WINDOW)
    throw new Unfollowed(
      sentence('It is made for {0} steps at once, which is too many to read a text.', steps),
    );
  const any = {
    value: 'any',
    title: sentence('Read texts as they are'),
    detail: sentence('{0} steps are only those of the example it was exported with.', steps),
  };
  const before = {
    value: 'before',
    title: sentence('Windows of {0} steps, shorter texts padded in front', steps),
  };
  const after = {
    value: 'after',
    title: sentence('Windows of {0} steps, shorter texts padded at the end', steps),
  };
  // What RNN Lens exports says how it was read.
  const known = [before, after].find(({ value }) => value === metadata.get('padding'));
  const isKeras = /keras|tf2onnx|tensorflow/i.test(producer);
  const options = isWindowed ? [before, after] : isKeras ? [before, after, any] : [any, before, after];
  return [
    {
      id: 'padding',
      text: sentence('The graph is made for {0} steps. How are other texts read?', steps),
      options: known ? [known, ...options.filter((option) => option !== known)] : options,
      isNeeded: !known && (isWindowed || isKeras),
    },
  ];
}

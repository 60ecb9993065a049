import { checkOneSequence } from '../../core/model/model.js';
import { stepSums } from '../../core/analysis/stepSums.js';
import type { StepQuery, StepTrace } from '../../protocol/engine.js';
import { checkPlace, type EngineDocument } from './engineDocument.js';

/** How a step came about; RangeError for a step, place or unit that is not there. */
export function stepTraceOf(
  document: EngineDocument,
  { step, layer, direction, unit }: StepQuery,
): StepTrace {
  const { architecture, weights } = document.pipeline.model;
  checkPlace(architecture.rnn, { layer, direction });
  checkOneSequence(architecture);
  const { isFirst, sequence, ...read } = document.readAt(step, layer, direction);
  const parameters = weights[layer][direction === 'backward' ? 1 : 0];
  return { step, sequence, isFirst, ...stepSums(architecture.rnn, layer, parameters, read, unit) };
}

import { readStateFile } from '../../core/formats/stateFile.js';
import { unfitFor, type ModelManifest } from '../../core/formats/manifest.js';
import type { Pipeline } from '../../core/pipeline.js';
import { RnnLensError } from '../../core/problems.js';
import { SegmentStore } from '../../core/session/segments/segmentStore.js';
import { segmentRules, type SegmentUnit } from '../../core/text/segmentation.js';
import type { EngineContract } from '../../protocol/engine.js';
import type { TokenLabels } from '../helper.js';
import { SegmentedDocument } from './segmentedDocument.js';
import { SequenceDocument } from './sequenceDocument.js';

type RunParams = EngineContract['requests']['run']['params'];

/** A loaded model: how text is cut for it, and what runs it. */
export interface OpenModel {
  readonly manifest: ModelManifest;
  readonly pipeline: Pipeline;
}

/** Prepares a text for a model: cuts it into what is run. Rejects when `turn` does, or with a sentence for people. */
export async function openDocument(
  { manifest, pipeline }: OpenModel,
  { text, unit, range, initialState }: RunParams,
  turn: () => Promise<void>,
): Promise<SegmentedDocument | SequenceDocument> {
  const { rnn } = pipeline.model.architecture;
  const start = initialState && readStateFile(rnn, initialState);
  if (start && rnn.bidirectional)
    throw new RnnLensError('A state continues forward only: this model also reads backward, from the end.');
  const read = range ? ' '.repeat(range[0]) + text.slice(...range) : text;
  if (manifest.task === 'language-model') {
    const unfit = unfitFor(manifest.task, pipeline.model.architecture);
    if (unfit) throw new RnnLensError(`This language model cannot be run: ${unfit.join(' ')}.`);
    return new SequenceDocument(pipeline, read, start, range?.[0]);
  }
  if (start) throw new RnnLensError('Only a language model goes on from a saved state.');
  const rules = segmentRules(manifest.tokenizer, unitOf(manifest, unit));
  return new SegmentedDocument(pipeline, await SegmentStore.build<TokenLabels>(rules, read, turn));
}

/** What is run as one sequence: people choose for classifiers, taggers need what they were trained on. */
function unitOf({ task, segment }: ModelManifest, wanted: RunParams['unit']): SegmentUnit {
  if (task !== 'classification' || wanted === undefined) return segment;
  return wanted === 'selection' ? 'document' : wanted;
}

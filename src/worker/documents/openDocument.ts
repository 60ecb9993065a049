import { readStateFile } from '../../core/formats/stateFile.js';
import { unfitFor, type ModelManifest } from '../../core/formats/manifest.js';
import type { Pipeline } from '../../core/pipeline.js';
import { RnnLensError } from '../../core/problems.js';
import { readingOf } from '../../core/session/reading.js';
import { SegmentStore } from '../../core/session/segments/segmentStore.js';
import type { SegmentUnit } from '../../core/text/segmentation.js';
import type { EngineContract } from '../../protocol/engine.js';
import type { TokenLabels } from '../helper.js';
import { CharacterText } from './characterText.js';
import { SegmentedDocument } from './segmentedDocument.js';
import { SequenceDocument } from './sequenceDocument.js';
import type { ReadSequence } from './sequenceText.js';
import { TokenText } from './tokenText.js';

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
    return SequenceDocument.of(pipeline, CharacterText.read(pipeline, read, range?.[0]), start, true);
  }
  if (start) throw new RnnLensError('Only a language model goes on from a saved state.');
  const { rules, isStream } = readingOf(manifest, unitOf(manifest, unit));
  if (isStream) return SequenceDocument.of(pipeline, await readStream({ manifest, pipeline }, read, turn));
  return new SegmentedDocument(pipeline, await SegmentStore.build<TokenLabels>(rules, read, turn));
}

/** A text as one stream, read character by character where these are the steps, else token by token. */
function readStream(
  { manifest, pipeline }: OpenModel,
  text: string,
  turn: () => Promise<void>,
): Promise<ReadSequence> | ReadSequence {
  if (manifest.input.kind === 'characters') return CharacterText.read(pipeline, text);
  return TokenText.read(pipeline, manifest.tokenizer, text, turn);
}

/** What is run as one sequence: people choose for classifiers, taggers need what they were trained on. */
function unitOf({ task, segment }: ModelManifest, wanted: RunParams['unit']): SegmentUnit {
  if (task !== 'classification' || wanted === undefined) return segment;
  return wanted === 'selection' ? 'document' : wanted;
}

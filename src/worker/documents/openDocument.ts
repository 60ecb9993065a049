import { readStateFile } from '../../core/formats/stateFile.js';
import { unfitFor, type ModelManifest } from '../../core/formats/manifest.js';
import type { Pipeline } from '../../core/pipeline.js';
import { RnnLensError } from '../../core/problems.js';
import { readingOf, type Reading } from '../../core/session/reading.js';
import { ProblemTally, ReadingProblems } from '../../core/session/readingProblems.js';
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
  { text, unit, initialState }: Pick<RunParams, 'text' | 'unit' | 'initialState'>,
  turn: () => Promise<void>,
): Promise<SegmentedDocument | SequenceDocument> {
  const { rnn } = pipeline.model.architecture;
  const start = initialState && readStateFile(rnn, initialState);
  if (start && rnn.bidirectional)
    throw new RnnLensError('A state continues forward only: this model also reads backward, from the end.');
  if (manifest.task === 'language-model') {
    const unfit = unfitFor(manifest.task, pipeline.model.architecture);
    if (unfit) throw new RnnLensError('This language model cannot be run: {0} {1}.', ...unfit);
    return SequenceDocument.of(pipeline, CharacterText.read(pipeline, text), start, true);
  }
  if (start) throw new RnnLensError('Only a language model goes on from a saved state.');
  const reading = readingOf(manifest, unitOf(manifest, unit));
  if (reading.isStream) return SequenceDocument.of(pipeline, await readStream(pipeline, reading, text, turn));
  const store = await SegmentStore.build<TokenLabels>(reading.rules, text, turn);
  const tally = new ProblemTally(new ReadingProblems(pipeline.model, reading));
  return new SegmentedDocument(pipeline, store, tally);
}

/** A text as one stream, read character by character where these are the steps, else token by token. */
function readStream(
  pipeline: Pipeline,
  reading: Reading,
  text: string,
  turn: () => Promise<void>,
): Promise<ReadSequence> | ReadSequence {
  if (pipeline.model.architecture.input.kind === 'characters') return CharacterText.read(pipeline, text);
  return TokenText.read(pipeline, reading, text, turn);
}

/** What is run as one sequence: people choose for classifiers, taggers need what they were trained on. */
function unitOf({ task, segment }: ModelManifest, wanted: RunParams['unit']): SegmentUnit {
  if (task !== 'classification' || wanted === undefined) return segment;
  return wanted === 'selection' ? 'document' : wanted;
}

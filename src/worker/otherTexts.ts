/** Texts that are looked through once, and are no documents of the engine. */
import { tokensInDocument } from '../core/text/projection.js';
import type { EngineContract } from '../protocol/engine.js';
import type { SearchedText, TextMatches } from '../protocol/otherFiles.js';
import type { Handlers } from '../protocol/rpc.js';
import { openDocument } from './documents/openDocument.js';
import { readText } from './documents/readText.js';
import { SequenceDocument } from './documents/sequenceDocument.js';
import type { Job, Jobs } from './jobs.js';
import type { KnownModel } from './openDocuments.js';
import { unitMatches } from './unitWalks.js';

/** The share of the work that is reading a text that is one sequence; the rest is looking through it. */
const READING = 0.5;

/** The question about other texts. */
export function otherTextQuestions(
  modelOf: (name: string) => KnownModel,
  jobs: Jobs,
): Pick<Handlers<EngineContract>['requests'], 'matchesInText'> {
  return {
    matchesInText: (params, signal, tell) =>
      matchesInText(modelOf(params.modelName), params, jobs.begin([signal], { tell })),
  };
}

/** Where units are on together in a text. Rejects when the job ends, and with RangeError for units that are not there. */
export async function matchesInText(
  model: KnownModel,
  { query, scales, most, ...source }: SearchedText,
  job: Pick<Job, 'turn' | 'done'>,
): Promise<TextMatches> {
  const { text, projection } = await readText(model.manifest, source, job.turn);
  const document = await openDocument(model, { ...source, text }, job.turn);
  if (document instanceof SequenceDocument) {
    let read = 0;
    for (const { labels } of document.runRest()) {
      read += labels.length;
      job.done((READING * read) / document.tokenCount);
      await job.turn();
    }
  }
  const { length, ...asked } = query;
  const walk = {
    turn: job.turn,
    done: (share: number) => job.done(READING + (1 - READING) * share),
  };
  // Nothing was chosen here: before the text there is a stretch of that length.
  const chosen = { fromStep: -length, toStep: 0 };
  const { matches, count } = await unitMatches(document, { ...asked, ...chosen, most }, walk, scales);
  const tokens = document.flat();
  const { starts, ends } = projection ? tokensInDocument(projection, tokens) : tokens;
  return { matches: matches.map((value, k) => [starts[value], ends[value - 1], value][k % 3]), count };
}

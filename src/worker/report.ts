import { wholeReport } from '../core/report/whole.js';
import type { RecurrentEngine } from '../core/rnn/engine.js';
import { quantitySize } from '../core/rnn/config.js';
import { readsProse } from '../core/session/reading.js';
import { markupOf } from '../core/text/markup/languages.js';
import type { Say } from '../core/sentence.js';
import { fillWithParticles } from '../protocol/sentences/particles.js';
import type { EngineContract } from '../protocol/engine.js';
import type { Handlers } from '../protocol/rpc.js';
import { checkPlace } from './documents/engineDocument.js';
import type { Jobs } from './jobs.js';
import type { OpenDocuments } from './openDocuments.js';

/** A report of a text by the model of a document: what the command line writes of the text as a file. */
export function reportQuestion(
  documents: OpenDocuments,
  jobs: Jobs,
  engine: RecurrentEngine,
): Pick<Handlers<EngineContract>['requests'], 'report'> {
  return {
    report: ({ documentId, place, languageId, language, ...of }, signal) => {
      const { loaded, files } = documents.open(documentId).model;
      const { manifest } = loaded;
      checkPlace(manifest.rnn, place);
      const markup = languageId !== undefined && readsProse(manifest) ? markupOf(languageId) : null;
      const tagSet = manifest.tagSets?.find(({ name }) => name === files.tagSet)?.name;
      const { turn } = jobs.begin([signal]);
      const units = quantitySize(manifest.rnn, place.quantity, place);
      const { locale, sentences } = language;
      const t: Say = (text, ...values) => fillWithParticles(sentences[text] ?? text, values);
      const input = {
        ...of,
        loaded,
        content: files,
        tagSet,
        markup,
        encoding: null,
        language: { locale, t },
      };
      return wholeReport({ ...input, place: { ...place, units } }, { engine, sha256, turn });
    },
  };
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes)));
}

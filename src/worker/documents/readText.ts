import type { ModelManifest } from '../../core/formats/manifest.js';
import { MarkedText } from '../../core/session/markup/markedText.js';
import { readsProse } from '../../core/session/reading.js';
import { markupOf } from '../../core/text/markup/languages.js';
import type { Markup } from '../../core/text/markup/markup.js';
import { ofScript, PLAIN } from '../../core/text/markup/ofScript.js';
import { partOf, Projection, type WayBack } from '../../core/text/projection.js';
import type { Script } from '../../core/text/script.js';
import type { EngineContract } from '../../protocol/engine.js';

type RunParams = EngineContract['requests']['run']['params'];

/** Why code units of a text are not read. */
export type LeftOutCode = 'markupLeftOut' | 'scriptLeftOut';

/** What a model reads of a text, with the way back; null where that is all of it. */
interface ReadText {
  readonly text: string;
  readonly projection: WayBack | null;
  /** Code units that are not read, and what is said of them. */
  readonly leftOut: number;
  readonly leftOutAs: LeftOutCode;
}

/** How a document is read; null where all of it is text for the model. */
function readingOf(languageId: string | undefined, script: Script | undefined): Markup | null {
  const markup = languageId === undefined ? null : markupOf(languageId);
  return script === undefined ? markup : ofScript(markup ?? PLAIN, script);
}

/** What a model reads of a text: the part that was chosen, without its markup. Rejects when `turn` does. */
export async function readText(
  manifest: ModelManifest,
  { text, range, languageId, script }: Pick<RunParams, 'text' | 'range' | 'languageId' | 'script'>,
  turn: () => Promise<void>,
): Promise<ReadText> {
  const leftOutAs = script === undefined ? 'markupLeftOut' : 'scriptLeftOut';
  const markup = readsProse(manifest) ? readingOf(languageId, script) : null;
  if (!markup) {
    const projection = range ? new Projection([range]) : null;
    return { text: projection?.read(text) ?? text, projection, leftOut: 0, leftOutAs };
  }
  const marked = await MarkedText.build(markup, text, turn);
  if (!range) return { text: marked.read, projection: marked, leftOut: marked.leftOutUtf16, leftOutAs };
  const [from, to] = range.map((offset) => marked.toRead(offset));
  return {
    text: marked.read.slice(from, to),
    projection: partOf(marked, from),
    leftOut: marked.leftOutIn(...range),
    leftOutAs,
  };
}

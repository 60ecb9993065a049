import type { ModelManifest } from '../../core/formats/manifest.js';
import { MarkedText } from '../../core/session/markup/markedText.js';
import { readsProse } from '../../core/session/reading.js';
import { markupOf } from '../../core/text/markup/languages.js';
import { partOf, Projection, type WayBack } from '../../core/text/projection.js';
import type { EngineContract } from '../../protocol/engine.js';

type RunParams = EngineContract['requests']['run']['params'];

/** What a model reads of a text, with the way back; null where that is all of it. */
interface ReadText {
  readonly text: string;
  readonly projection: WayBack | null;
  /** Code units that are markup. */
  readonly leftOut: number;
}

/** What a model reads of a text: the part that was chosen, without its markup. Rejects when `turn` does. */
export async function readText(
  manifest: ModelManifest,
  { text, range, languageId }: Pick<RunParams, 'text' | 'range' | 'languageId'>,
  turn: () => Promise<void>,
): Promise<ReadText> {
  const markup = languageId !== undefined && readsProse(manifest) ? markupOf(languageId) : null;
  if (!markup) {
    const projection = range ? new Projection([range]) : null;
    return { text: projection?.read(text) ?? text, projection, leftOut: 0 };
  }
  const marked = await MarkedText.build(markup, text, turn);
  if (!range) return { text: marked.read, projection: marked, leftOut: marked.leftOutUtf16 };
  const [from, to] = range.map((offset) => marked.toRead(offset));
  return {
    text: marked.read.slice(from, to),
    projection: partOf(marked, from),
    leftOut: marked.leftOutIn(...range),
  };
}

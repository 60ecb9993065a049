import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { withTagSet } from '../core/formats/modelPackage.js';
import { RnnLensError } from '../core/problems.js';
import { firstDifference } from '../core/report/drift.js';
import { wholeReport } from '../core/report/whole.js';
import { loadEngine } from '../kernel/load.js';
import { placeOf } from './bulk/place.js';
import { readWhole, type EncodingChoice } from './decoding.js';
import { about } from './failure.js';
import { markupOfInput, type MarkupOptions } from './markedInput.js';
import { loadModelFiles } from './modelFolders.js';
import { isSameFile, replaceFile } from './outputFile.js';

/** What a report is of, and where it is. */
export interface ReportOptions {
  readonly model: string;
  readonly tagSet: string | undefined;
  /** The last one if it is left out. */
  readonly layer: number | undefined;
  readonly direction: string;
  readonly quantity: string;
  readonly out: string;
  /** Compares with what is at `out` and writes nothing. */
  readonly check: boolean;
  readonly encoding: EncodingChoice;
  readonly markup: MarkupOptions;
  /** Of RNN Lens. */
  readonly version: string;
}

/**
 * Writes what a model says of a text as one page that needs nothing else, or compares it with the one that is there.
 * Rejects with RnnLensError for options that do not fit, and where the page that is there says something else.
 */
export async function report(file: string, options: ReportOptions): Promise<void> {
  const { out, check, encoding, markup } = options;
  if (isSameFile(file, out))
    throw new RnnLensError('--out {0} is the file that is read: it would be lost.', out);
  const { loaded: whole, content } = await loadModelFiles(options.model);
  const loaded = withTagSet(whole, options.tagSet);
  const { manifest } = loaded;
  const layer = options.layer ?? manifest.rnn.layers - 1;
  const place = placeOf(manifest.rnn, { ...options, layer });
  const html = await wholeReport(
    {
      ...{ version: options.version, loaded, content, tagSet: options.tagSet, place },
      text: await readWhole(file, encoding),
      file: file === '-' ? 'standard input' : path.basename(file),
      markup: markupOfInput(file, markup, manifest),
      encoding: encoding ?? null,
    },
    {
      engine: loadEngine(),
      sha256: (bytes) => createHash('sha256').update(bytes).digest(),
      turn: () => Promise.resolve(),
    },
  );
  if (check) compare(out, html);
  else replaceFile(out, html);
}

/** Throws RnnLensError where a file does not say what it should. */
function compare(file: string, html: string): void {
  if (!existsSync(file))
    throw new RnnLensError(
      '{0} is not there: there is nothing to check. Leave out --check to write it.',
      file,
    );
  const bytes = about(file, () => readFileSync(file));
  if (bytes.equals(Buffer.from(html))) return;
  const { line, section, was, is } = firstDifference(bytes.toString('utf8'), html);
  throw new RnnLensError(
    '{0} is not what is computed now: it differs first in line {1} ({2}), where it says "{3}" and now would say "{4}".',
    ...[file, line, section, was, is],
  );
}

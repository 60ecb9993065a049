/** A whole report of a text: what the command line writes, and what the panel saves. */
import type { LoadedModel } from '../formats/modelPackage.js';
import type { RecurrentEngine } from '../rnn/engine.js';
import type { ArrayPlace } from '../formats/arrayFile.js';
import type { Markup } from '../text/markup/markup.js';
import { MarkedInput } from '../text/markup/markedInput.js';
import { inEnglish, type Say } from '../sentence.js';
import { reportFacts, SHOWN } from './facts.js';
import { base64 } from './png.js';
import { reportHtml } from './report.js';
import { REPORT_STYLE } from './style.js';
import { directionWord } from './words.js';

/** What a report is of. */
export interface ReportInput {
  /** Of RNN Lens. */
  readonly version: string;
  /** As it is run: in one of its tag sets. */
  readonly loaded: LoadedModel;
  /** The model's two files. */
  readonly content: { readonly weights: Uint8Array; readonly manifest: string };
  /** The name of its tag set, if it has some. */
  readonly tagSet: string | undefined;
  readonly place: ArrayPlace;
  readonly text: string;
  /** The file's name, without its folder. */
  readonly file: string;
  /** The markup that is not read; null for none. */
  readonly markup: Markup | null;
  /** How the file was decoded, where that was chosen. */
  readonly encoding: string | null;
  /** The language of the page (BCP 47) and its sentences; English if it is left out. */
  readonly language?: { readonly locale: string; readonly t: Say } | undefined;
}

/** What a report needs of where it is made. */
export interface ReportMeans {
  readonly engine: RecurrentEngine;
  /** SHA-256, [32]. */
  sha256(bytes: Uint8Array): Promise<Uint8Array> | Uint8Array;
  /** Awaited between pieces of work; the report rejects when it does. */
  turn(): Promise<void>;
}

/** The page: the same input is the same bytes. */
export async function wholeReport(input: ReportInput, means: ReportMeans): Promise<string> {
  const { loaded, content, place, text, file, markup } = input;
  const { manifest } = loaded;
  const { locale, t } = input.language ?? { locale: 'en', t: inEnglish };
  const encoder = new TextEncoder();
  const hash = async (of: string | Uint8Array): Promise<Uint8Array> =>
    means.sha256(typeof of === 'string' ? encoder.encode(of) : of);
  const hashes = {
    text: hex(await hash(text)),
    weights: hex(await hash(content.weights)),
    manifest: hex(await hash(content.manifest)),
  };
  const marked = markup && new MarkedInput(markup);
  const facts = await reportFacts({ loaded, text, marked, place, engine: means.engine }, means.turn);
  return reportHtml(
    {
      ...{ version: input.version, manifest, parameterCount: loaded.parameterCount, file, hashes },
      settings: [
        [t('tag set'), input.tagSet ?? manifest.tagSets?.[0].name ?? t('none')],
        [
          t('states'),
          t('layer {0}, {1}, {2}', place.layer, directionWord(place.direction, t), place.quantity),
        ],
        [t('markup'), marked ? t('left out') : t('none is known, or all is read')],
        [t('encoding'), input.encoding ?? t('as the file says')],
        [t('shown one by one'), t('the first {0} tokens, sequences and steps', SHOWN)],
      ],
      ...facts,
    },
    base64(await hash(REPORT_STYLE)),
    t,
    locale,
  );
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Where units are on in other files, a file after the other; without `vscode`. */
import type {
  FileMatch,
  FileMatches,
  OtherQuery,
  SearchedFile,
  SearchedText,
} from '../protocol/otherFiles.js';
import type { EngineClient } from './engineClient.js';
import { FixedText } from './runText.js';
import type { Run } from './run.js';

/** Matches that are listed of a file, and how much of their text. */
const MOST_MATCHES = 10;
const MOST_TEXT = 60;

/** A file that can be looked through. */
export interface OtherFile {
  readonly uri: string;
  readonly name: string;
  /** Another one whenever the file is. */
  readonly version: string;
  /** Its text; null for what is none. */
  text(): Promise<string | null>;
}

/** Files, and how many there are besides. */
export interface OtherFiles {
  readonly files: readonly OtherFile[];
  readonly left: number;
}

/** Looks through files; what was found in one is kept until the file is another one, so that a search can go on. */
export class FileSearch {
  private readonly known = new Map<string, SearchedFile | null>();
  private knownOf = '';

  constructor(private readonly engine: () => Pick<EngineClient, 'call'>) {}

  /** Where the units of a run's model are on in these files. Rejects when `signal` aborts. */
  async search(
    run: Run,
    { round, ...query }: OtherQuery & { readonly round: number },
    { files, left }: OtherFiles,
    { signal, tell }: { readonly signal: AbortSignal; readonly tell: (share: number) => void },
  ): Promise<FileMatches> {
    const { documentId, model, source } = run;
    const { layer, direction, quantity } = query;
    const of = JSON.stringify([documentId, query, round]);
    if (of !== this.knownOf) this.known.clear();
    this.knownOf = of;
    const place = { layer, direction, quantity };
    const scales =
      quantity === 'c' ? await this.engine().call('unitScales', { documentId, place }, { signal }) : null;
    const unit = source.unit === 'selection' ? {} : { unit: source.unit };
    const reading = { modelName: model.name, ...unit, query, scales, most: MOST_MATCHES };
    const how = source.languageId === undefined ? reading : { ...reading, languageId: source.languageId };
    const found: SearchedFile[] = [];
    let searched = 0;
    for (const [k, file] of files.entries()) {
      signal.throwIfAborted();
      tell(k / files.length);
      const matches = await this.inFile(file, how, signal, (share) => tell((k + share) / files.length));
      if (matches === null) continue;
      searched++;
      if (matches.count > 0) found.push(matches);
    }
    const best = ({ matches }: SearchedFile): number => matches[0].units;
    found.sort((a, b) => best(b) - best(a) || b.count - a.count || (a.name < b.name ? -1 : 1));
    return { files: found, searched, left: left + files.length - searched };
  }

  /** What is in one file; null where it is no text. */
  private async inFile(
    file: OtherFile,
    how: Omit<SearchedText, 'text'>,
    signal: AbortSignal,
    progress: (share: number) => void,
  ): Promise<SearchedFile | null> {
    const key = JSON.stringify([file.uri, file.version]);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const text = await file.text();
    const answer =
      text === null
        ? null
        : await this.engine().call('matchesInText', { ...how, text }, { signal, progress });
    const found = text === null || answer === null ? null : listed(file, text, answer.matches, answer.count);
    this.known.set(key, found);
    return found;
  }
}

function listed({ uri, name }: OtherFile, text: string, matches: Uint32Array, count: number): SearchedFile {
  const places = new FixedText(text);
  const rows = Array.from({ length: matches.length / 3 }, (_, k): FileMatch => {
    const [start, end, units] = matches.subarray(3 * k, 3 * k + 3);
    const [from, to] = [places.positionOf(start), places.positionOf(end)];
    return { from, to, units, text: text.slice(start, Math.min(end, start + MOST_TEXT)) };
  });
  return { uri, name, matches: rows, count };
}

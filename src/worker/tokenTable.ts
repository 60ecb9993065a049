import type { Task } from '../core/model/model.js';
import { surfaceLabel } from '../core/text/surface.js';
import { UNKNOWN, unknownOf } from '../core/tokens/unknown.js';
import { rowsShown, sortedRows, sortNumbers, type TokenFacts } from '../core/views/tokenOrder.js';
import { MarkedText } from '../core/session/markup/markedText.js';
import type {
  OrderedRange,
  OrderedTokens,
  PickedTokens,
  TokenCertainties,
  TokenOrderQuery,
} from '../protocol/tokenTable.js';
import type { EngineDocument } from './documents/engineDocument.js';
import { joinedSayings, newSayings, putSayings } from './documents/sayings.js';
import type { Job } from './jobs.js';
import type { OpenDocument } from './openDocuments.js';

/** Tokens read at a time: short questions wait for no more. */
const TOKENS_AT_ONCE = 512;

/** Rows of an order that are told at once: a message stays below 1 MB. */
const MOST_ROWS = 200_000;

type Work = Pick<Job, 'turn' | 'done'>;

/** What of each form is not in a document's vocabulary, see `UNKNOWN`. */
export function unknownForms({ pipeline }: EngineDocument, forms: readonly string[]): Uint8Array {
  const { architecture, vocabularies } = pipeline.model;
  return Uint8Array.from(forms, (form) =>
    // What a rule decides nobody needs to know.
    surfaceLabel(architecture.heads[0]?.surface, form) !== null
      ? UNKNOWN.nothing
      : unknownOf(architecture.input, vocabularies, form),
  );
}

/** What stands beside the labels of tokens [fromToken, toToken). */
export function certaintiesOf(
  document: EngineDocument,
  fromToken: number,
  toToken: number,
): TokenCertainties {
  const said = document.sayings(fromToken, toToken);
  const { runnerUps, runnerUpProbabilities, entropies, confidences } = said;
  return { fromToken, runnerUps, runnerUpProbabilities, entropies, confidences };
}

/** A document and what its model is for. */
export interface ReadDocument {
  readonly document: EngineDocument;
  readonly task: Task;
  /** Whether the text is still what it was when it was asked for. */
  isCurrent(): boolean;
}

/** An order of a table that was asked for. */
interface Sorted {
  readonly key: string;
  readonly rows: Uint32Array;
}

/** Orders of tables. What was read of one text is kept: sorted in another way, it is not read again. */
export class TokenOrders {
  private known: (ReadDocument & { readonly facts: TokenFacts }) | null = null;
  private sorted: Sorted | null = null;

  /** Some rows of the table of a document. Rejects when the job ends. */
  async order(read: ReadDocument, range: OrderedRange, job: Work): Promise<OrderedTokens> {
    const { fromRow, toRow, ...query } = range;
    const rows = await this.rows(read, query, job);
    const of = this.known?.facts.starts ? read.document.segmentCount : read.document.tokenCount;
    return { tokens: rows.slice(fromRow, Math.min(toRow, fromRow + MOST_ROWS)), count: rows.length, of };
  }

  /** All rows of the table of a document, by their tokens. Rejects when the job ends. */
  async rows(read: ReadDocument, query: TokenOrderQuery, { turn, done }: Work): Promise<Uint32Array> {
    const { document, task } = read;
    if (this.known?.document !== document || !this.known.isCurrent()) {
      this.known = { ...read, facts: await readFacts(document, { turn, done }) };
      this.sorted = null;
    }
    const key = JSON.stringify(query);
    if (this.sorted?.key === key) return this.sorted.rows;
    const { facts } = this.known;
    const model = { task, labels: document.pipeline.model.architecture.heads[0]?.labels ?? [] };
    await turn();
    const shown = rowsShown(facts, query, model);
    await turn();
    const rows = await sortedRows(shown, sortNumbers(facts, query.by, model), query.descending, turn);
    this.sorted = { key, rows };
    return rows;
  }
}

/** What is said of some tokens, wherever they are; RangeError for one that is not there. */
export function pickedTokens({ document, projection }: OpenDocument, tokens: Uint32Array): PickedTokens {
  const said = joinedSayings(Array.from(tokens, (token) => document.sayings(token, token + 1)));
  const read = Array.from(tokens, (token) => document.texts.text(token));
  return {
    details: said.details,
    forms: projection instanceof MarkedText ? read : null,
    unknown: unknownForms(document, read),
    runnerUps: said.runnerUps,
    runnerUpProbabilities: said.runnerUpProbabilities,
    entropies: said.entropies,
    confidences: said.confidences,
  };
}

/** Reads a whole document. */
async function readFacts(document: EngineDocument, { turn, done }: Work): Promise<TokenFacts> {
  const { tokenCount, texts: read } = document;
  const said = newSayings(tokenCount, []);
  const [texts, details]: [string[], string[]] = [[], []];
  const unknown = new Uint8Array(tokenCount);
  for (let at = 0; at < tokenCount; at += TOKENS_AT_ONCE) {
    await turn();
    done(at / tokenCount);
    const end = Math.min(tokenCount, at + TOKENS_AT_ONCE);
    const piece = document.sayings(at, end);
    putSayings(said, piece, at);
    details.push(...piece.details);
    for (let token = at; token < end; token++) texts.push(read.text(token));
    unknown.set(unknownForms(document, texts.slice(at)), at);
  }
  return { ...said, texts, details, unknown, starts: startsOf(document) };
}

/** 1 where a segment begins, of a model that gives its labels to segments; else null: every token is a row. */
function startsOf(document: EngineDocument): Uint8Array | null {
  if (document.pipeline.model.architecture.heads[0]?.level !== 'segment') return null;
  const starts = new Uint8Array(document.tokenCount);
  const { segmentOffsets } = document.flat();
  for (const token of segmentOffsets.subarray(0, -1)) starts[token] = 1;
  return starts;
}

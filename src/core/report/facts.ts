import { runnerUpOf, verdictOf } from './classes.js';
import type { LoadedModel } from '../formats/modelPackage.js';
import type { HeadConfig, HeadOutput } from '../heads/head.js';
import { tokenColumns } from '../morphology/tokenColumns.js';
import { Pipeline, type PipelineRun } from '../pipeline.js';
import type { Report, ReportClass, ReportToken, ReportVerdict } from './report.js';
import { quantityOf } from '../rnn/stack.js';
import type { HiddenState } from '../rnn/state.js';
import { readingOf } from '../session/reading.js';
import { segmentGroups } from '../text/ranges.js';
import { segmentBy } from '../text/segmenter.js';
import { shownText } from '../views/format.js';
import { surprisalBits } from '../views/probabilities.js';
import type { ArrayPlace } from '../formats/arrayFile.js';
import type { RecurrentEngine } from '../rnn/engine.js';
import type { MarkedInput } from '../text/markup/markedInput.js';

/** Tokens, sequences and steps of a text that a report shows one by one; all are counted. */
export const SHOWN = 1000;

/** Tokens that are run at once. */
const TOKENS_PER_RUN = 1024;

/** What a report says of a text because a model was run on it. */
export type ReportFacts = Pick<Report, 'counts' | 'tokens' | 'verdicts' | 'labelCounts' | 'bits' | 'states'>;

/** Some tokens that were run, and which of the text they are. */
interface RunPart {
  readonly run: PipelineRun;
  readonly tokens: readonly string[];
  readonly offsets: Uint32Array;
  /** In the file, [tokens]. */
  readonly fileStarts: Uint32Array;
  /** What is read of each sequence, as it is written. */
  textOf(segment: number): string;
}

/** What is run, and on what. */
export interface ReportedText {
  readonly loaded: LoadedModel;
  readonly text: string;
  /** Reads it without its markup; null where all of it is text. */
  readonly marked: MarkedInput | null;
  readonly place: ArrayPlace;
  readonly engine: RecurrentEngine;
}

/** Runs a model over a whole text; awaits `turn` between pieces of work, and rejects when that does. */
export async function reportFacts(
  { loaded, text, marked, place, engine }: ReportedText,
  turn: () => Promise<void>,
): Promise<ReportFacts> {
  const read = marked ? marked.push(text) + marked.end() : text;
  const { rules, isStream } = readingOf(loaded.manifest);
  const cut = segmentBy(rules, read);
  const fileStarts = marked ? marked.toFile(cut.starts, 'start') : cut.starts;
  const pipeline = new Pipeline(loaded.model, engine);
  const facts = new Facts(loaded, place, isStream);
  let initialState: HiddenState | undefined;
  const count = cut.segmentOffsets.length - 1;
  for (const [from, to] of segmentGroups(cut, 0, count, TOKENS_PER_RUN)) {
    await turn();
    const [first, end] = [cut.segmentOffsets[from], cut.segmentOffsets[to]];
    const tokens = Array.from(cut.starts.subarray(first, end), (start, k) =>
      read.slice(start, cut.ends[first + k]),
    );
    const own = cut.segmentOffsets.slice(from, to + 1).map((offset) => offset - first);
    const offsets = isStream ? Uint32Array.of(0, tokens.length) : own;
    const run = pipeline.run(tokens, offsets, { initialState });
    if (isStream) initialState = run.trace.hiddenState;
    const textOf = (segment: number): string =>
      read.slice(cut.starts[first + offsets[segment]], cut.ends[first + offsets[segment + 1] - 1]);
    facts.add({ run, tokens, offsets, fileStarts: fileStarts.subarray(first, end), textOf });
  }
  return facts.all({ utf16: text.length, leftOut: marked?.leftOut ?? 0 });
}

/** Puts together what is said of a text that comes in parts. */
class Facts {
  private readonly tokens: ReportToken[] = [];
  private readonly verdicts: ReportVerdict[] = [];
  private readonly labelCounts: { readonly head: string; readonly counts: Map<string, number> }[];
  private readonly bits: number[] = [];
  private readonly steps: string[] = [];
  private readonly values: Float32Array[] = [];
  /** Of a language model: what comes next, [classes]; null before the first symbol. */
  private expected: Float32Array | null = null;
  private readonly isExpectation: boolean;
  /** The head that labels tokens; -1 for none. */
  private readonly main: number;
  private readonly sizes = { sequences: 0, tokens: 0, steps: 0, longest: 0 };

  constructor(
    private readonly loaded: LoadedModel,
    private readonly place: ArrayPlace,
    private readonly isStream: boolean,
  ) {
    const { task, heads } = loaded.manifest;
    this.isExpectation = task === 'language-model';
    this.main = this.isExpectation ? -1 : heads.findIndex(({ level }) => level !== 'segment');
    const counted = heads.filter(({ level }, k) => k === this.main || level === 'segment');
    this.labelCounts = counted.map(({ name }) => ({ head: name, counts: new Map<string, number>() }));
  }

  add(part: RunPart): void {
    this.addStates(part);
    if (this.isExpectation) this.addSymbols(part);
    else this.addTokens(part);
    this.addVerdicts(part);
    const { offsets } = part.run.layout;
    this.sizes.tokens += part.tokens.length;
    this.sizes.steps += offsets[offsets.length - 1];
    if (this.isStream) this.sizes.sequences = 1;
    else this.sizes.sequences += offsets.length - 1;
    for (let s = 0; s + 1 < offsets.length; s++)
      this.sizes.longest = Math.max(this.sizes.longest, offsets[s + 1] - offsets[s]);
    if (this.isStream) this.sizes.longest = this.sizes.steps;
  }

  all(of: { readonly utf16: number; readonly leftOut: number }): ReportFacts {
    const { layer, direction, quantity, units } = this.place;
    const values = new Float32Array(this.steps.length * units);
    let at = 0;
    for (const part of this.values) {
      values.set(part, at);
      at += part.length;
    }
    return {
      counts: { ...of, ...this.sizes },
      tokens: this.tokens,
      verdicts: this.verdicts,
      labelCounts: this.labelCounts,
      bits: this.isExpectation ? this.bits : null,
      states: { layer, direction, quantity, values, steps: this.steps },
    };
  }

  private addStates({ run, tokens }: RunPart): void {
    const { layer, direction, quantity, units } = this.place;
    const { offsets, tokenStarts } = run.layout;
    const n = Math.min(offsets[offsets.length - 1], SHOWN - this.steps.length);
    if (n <= 0) return;
    this.values.push(
      Float32Array.from(quantityOf(run.trace, layer, direction, quantity).subarray(0, n * units)),
    );
    const names = new Array<string>(n).fill('');
    tokenStarts.forEach((step, t) => {
      if (step < n) names[step] = this.shown(tokens[t]);
    });
    this.steps.push(...names);
  }

  private addTokens({ run, tokens, offsets, fileStarts }: RunPart): void {
    const head = this.loaded.manifest.heads[this.main] as HeadConfig | undefined;
    const output = head && run.heads[this.main];
    if (head && output) for (const label of output.labels) this.count(head.name, head.labels[label]);
    if (this.tokens.length >= SHOWN) return;
    const { xpos, lemma } = tokenColumns(this.loaded.model, tokens, offsets, run);
    let segment = 0;
    for (let t = 0; t < tokens.length && this.tokens.length < SHOWN; t++) {
      while (offsets[segment + 1] <= t) segment++;
      const steps = [run.layout.tokenStarts[t], run.layout.tokenEnds[t]] as const;
      this.tokens.push({
        text: this.shown(tokens[t]),
        start: fileStarts[t],
        sequence: this.isStream ? 0 : this.sizes.sequences + segment,
        ...(head && output && labelsOf(head, output, head.level === 'step' ? steps : [t, t + 1])),
        ...{ xpos: xpos?.[t], lemma: lemma?.[t] },
      });
    }
  }

  /** Symbols, each with what was expected in its place. */
  private addSymbols({ run, tokens, fileStarts }: RunPart): void {
    const [head] = this.loaded.manifest.heads;
    const { characters } = this.loaded.model.vocabularies;
    const classes = head.labels.length;
    const probabilities = Float32Array.from(run.heads[0].probabilities);
    tokens.forEach((symbol, t) => {
      const { expected } = this;
      const probability = expected?.[characters.id(symbol)] ?? NaN;
      if (expected) this.bits.push(surprisalBits(probability));
      if (this.tokens.length < SHOWN) {
        const best = expected ? runnerUpOf(head.labels, expected, []) : undefined;
        this.tokens.push({
          ...{ text: this.shown(symbol), start: fileStarts[t], sequence: 0 },
          ...(expected && { own: { probability, bits: surprisalBits(probability) } }),
          label: best && this.symbolClass(best),
          runnerUp: best && this.symbolClass(runnerUpOf(head.labels, expected!, [best.place])),
        });
      }
      this.expected = probabilities.subarray(t * classes, (t + 1) * classes);
    });
  }

  private symbolClass(found: ReportClass | undefined): ReportClass | undefined {
    return found && { label: this.shown(found.label), probability: found.probability };
  }

  private addVerdicts({ run, textOf, offsets }: RunPart): void {
    this.loaded.manifest.heads.forEach((head, k) => {
      if (head.level !== 'segment') return;
      const { labels, probabilities } = run.heads[k];
      const classes = head.labels.length;
      for (let s = 0; s + 1 < offsets.length; s++) {
        const row = Float32Array.from(probabilities.subarray(s * classes, (s + 1) * classes));
        const verdict = verdictOf(head, row, labels[s]);
        for (const { label } of verdict.labels) this.count(head.name, label);
        if (this.sizes.sequences + s >= SHOWN) continue;
        this.verdicts.push({ head: head.name, text: textOf(s), ...verdict });
      }
    });
  }

  private count(head: string, label: string): void {
    const { counts } = this.labelCounts.find((of) => of.head === head)!;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }

  private shown(token: string): string {
    return shownText(token, this.loaded.manifest.tokenizer);
  }
}

/** The labels of a token's rows; of several those of all, with the probabilities of the least certain. */
function labelsOf(
  { labels }: HeadConfig,
  output: HeadOutput,
  [from, to]: readonly [number, number],
): Pick<ReportToken, 'label' | 'runnerUp'> {
  const classes = labels.length;
  const row = (at: number): Float32Array =>
    Float32Array.from(output.probabilities.subarray(at * classes, (at + 1) * classes));
  const own = (at: number): number => row(at)[output.labels[at]];
  const rows = Array.from({ length: to - from }, (_, k) => from + k);
  const least = rows.reduce((a, b) => (own(b) < own(a) ? b : a), from);
  const label = rows.map((at) => labels[output.labels[at]]).join(' ');
  const runnerUp = runnerUpOf(labels, row(least), [output.labels[least]]);
  return { label: { label, probability: own(least) }, runnerUp };
}

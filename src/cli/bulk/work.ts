import { withColumn, words, writeSentence, type ConlluSentence } from '../../core/formats/conllu.js';
import type { LoadedModel } from '../../core/formats/modelPackage.js';
import { tokenColumns } from '../../core/morphology/tokenColumns.js';
import { Pipeline } from '../../core/pipeline.js';
import { noProblems } from '../../core/problems.js';
import type { RecurrentEngine } from '../../core/rnn/engine.js';
import type { HiddenState } from '../../core/rnn/state.js';
import { quantityOf } from '../../core/rnn/stack.js';
import { readingOf, type Reading } from '../../core/session/reading.js';
import { ReadingProblems } from '../../core/session/readingProblems.js';
import { evaluationOf, goldText } from '../scores.js';
import { CharacterText } from './characterText.js';
import { classText } from './classText.js';
import type { Answer, Job, Task } from './jobs.js';
import type { TextPart } from './textParts.js';
import { tokenText } from './tokenText.js';

type TextJob = Extract<Job, { kind: 'text' }>;
type GoldJob = Extract<Job, { kind: 'gold' }>;

/** What is kept of a stream from part to part. */
interface Stream {
  state: HiddenState | undefined;
  readonly text: CharacterText | null;
}

/** Does the jobs of a task, in this thread: what becomes of a job depends on it and its stream alone. */
export class Work {
  private readonly pipeline: Pipeline;
  private readonly reading: Reading;
  private readonly problems: ReadingProblems;
  /** By the number of the input. */
  private readonly streams = new Map<number, Stream>();
  private readonly encoder = new TextEncoder();

  constructor(
    private readonly loaded: LoadedModel,
    private readonly engine: RecurrentEngine,
    /** The 8-bit engine beside the exact one: `evaluate` compares them. */
    private readonly eightBit: RecurrentEngine | null,
    private readonly task: Task,
  ) {
    this.pipeline = new Pipeline(loaded.model, engine, { tellsRows: true });
    this.reading = readingOf(loaded.manifest);
    this.problems = new ReadingProblems(loaded.model, this.reading);
  }

  /** Rejects with RnnLensError for an input that cannot be used. */
  async run(job: Job): Promise<Answer> {
    if (job.kind === 'gold') return { bytes: this.encoder.encode(await this.scores(job)), problems: null };
    if (job.kind === 'conllu') {
      const text = retag(this.pipeline, job.sentences).map(writeSentence).join('');
      return { bytes: this.encoder.encode(text), problems: null };
    }
    return { bytes: this.runText(job), problems: this.problemsOf(job.part) };
  }

  private async scores({ file, encoding, isNamed }: GoldJob): Promise<string> {
    if (this.task.kind !== 'evaluate') throw new Error('This task has no gold data.');
    const { loaded, engine, eightBit } = this;
    const text = await goldText(loaded.manifest, file, encoding);
    const gold = { text, file, isNamed };
    return evaluationOf(loaded, gold, { engine, eightBit, format: this.task.format });
  }

  private runText(job: TextJob): Uint8Array {
    const { task, pipeline } = this;
    const { part, input, isLast } = job;
    const stream = this.streamOf(input);
    const tokens = Array.from(part.starts, (start, t) => part.text.slice(start, part.ends[t]));
    const pieces = this.reading.isStream ? Uint32Array.of(0, tokens.length) : part.offsets;
    const isStates = task.kind === 'states';
    const options = { initialState: stream.state, withoutHeads: isStates, outputOnly: !isStates };
    const run = pipeline.run(tokens, pieces, options);
    if (this.reading.isStream) stream.state = run.trace.hiddenState;
    if (isLast) this.streams.delete(input);
    if (task.kind === 'states') {
      const { layer, direction, quantity } = task.place;
      const values = quantityOf(run.trace, layer, direction, quantity);
      return new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
    }
    if (task.kind !== 'tag') return new Uint8Array(0);
    const { firstSegment, document } = job;
    const tagged = {
      part,
      tokens,
      run,
      firstSegment,
      document,
      positions: task.positions,
      certainty: task.certainty,
    };
    const { model, manifest } = this.loaded;
    if (stream.text) return this.encoder.encode(stream.text.push(tagged, isLast));
    const write = manifest.task === 'classification' ? classText : tokenText;
    return this.encoder.encode(write(model, tagged, task.format));
  }

  private streamOf(input: number): Stream {
    const known = this.streams.get(input);
    if (known) return known;
    const { task, loaded } = this;
    const isModel = task.kind === 'tag' && loaded.manifest.task === 'language-model';
    const text = isModel ? new CharacterText(loaded.model, task.format) : null;
    const stream = { state: undefined, text };
    if (this.reading.isStream) this.streams.set(input, stream);
    return stream;
  }

  private problemsOf({ text, starts, ends, offsets }: TextPart): Uint32Array {
    const counts = noProblems();
    for (let s = 0; s + 1 < offsets.length; s++) {
      const own = (places: Uint32Array) => places.subarray(offsets[s], offsets[s + 1]);
      this.problems.of(text, own(starts), own(ends)).forEach((count, k) => (counts[k] += count));
    }
    return counts;
  }
}

/** The sentences with what the model says in UPOS, XPOS and LEMMA. */
function retag(pipeline: Pipeline, sentences: readonly ConlluSentence[]): ConlluSentence[] {
  const forms = sentences.map((sentence) => words(sentence).map(({ form }) => form));
  const tokens = forms.flat();
  const filled = forms.filter(({ length }) => length > 0);
  const offsets = new Uint32Array(filled.length + 1);
  filled.forEach(({ length }, s) => (offsets[s + 1] = offsets[s] + length));
  if (tokens.length === 0) return [...sentences];
  const columns = tokenColumns(
    pipeline.model,
    tokens,
    offsets,
    pipeline.run(tokens, offsets, { outputOnly: true }),
  );
  let at = 0;
  return sentences.map((sentence, s) => {
    const [from, to] = [at, (at += forms[s].length)];
    if (from === to) return sentence;
    return (['upos', 'xpos', 'lemma'] as const).reduce((now, name) => {
      const column = columns[name];
      return column ? withColumn(now, name, column.slice(from, to)) : now;
    }, sentence);
  });
}

import { headProbabilities } from '../../core/heads/probabilities.js';
import { argmaxRows } from '../../core/heads/softmax.js';
import type { FloatArray } from '../../core/math/matrix.js';
import type { Pipeline } from '../../core/pipeline.js';
import { sentence } from '../../core/sentence.js';
import type { SequenceRun } from '../../core/session/stream/sequenceRun.js';
import type { ClassRow } from '../../protocol/engine.js';
import type { LabelledRange } from './engineDocument.js';
import { newSayings, sayRow, type TokenSayings } from './sayings.js';
import type { SequenceLabels } from './sequenceLabels.js';

/** What a language model expects along a sequence. */
export class Expectations implements SequenceLabels {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly run: SequenceRun,
  ) {}

  /** What was expected before each step of [from, to), and how probable the symbol that came was. */
  labels(from: number, to: number): LabelledRange {
    return this.labelsOf(from, to, this.after(Math.max(0, from - 1), to - 1));
  }

  /** An output decides what is expected of the token that comes next. */
  decidedBy(fromStep: number, output: FloatArray, steps: number): LabelledRange {
    const [from, to] = [fromStep + 1, Math.min(this.run.steps, fromStep + steps + 1)];
    const rows = Math.max(0, to - from);
    const width = output.length / Math.max(1, steps);
    return this.labelsOf(from, from + rows, this.of(output.subarray(0, rows * width), rows));
  }

  classes(token: number, head: number): ClassRow {
    if (head !== 0) throw new RangeError(`This model has no head ${head}.`);
    const probabilities = Float32Array.from(this.after(token, token + 1));
    return { probabilities, note: sentence('What may come after this character.').text };
  }

  details(from: number, to: number): readonly string[] {
    return Array.from({ length: to - from }, () => '');
  }

  /** What was expected in place of each token; of a text's first nothing. */
  sayings(from: number, to: number): TokenSayings {
    const said = newSayings(to - from, this.details(from, to));
    const [head] = this.pipeline.model.architecture.heads;
    const before = Math.max(0, from - 1);
    const all = this.after(before, to - 1);
    const expected = argmaxRows(all, this.classCount);
    for (let t = Math.max(1, from); t < to; t++) {
      const row = t - 1 - before;
      sayRow(said, t - from, { head, all, row, label: expected[row] });
      // What came is what is judged, whatever was expected.
      said.probabilities[t - from] = all[row * this.classCount + this.run.idAt(t)];
    }
    return said;
  }

  /** The same of probabilities after each step from that before `from` on, [n, classes]. */
  private labelsOf(from: number, to: number, probabilities: FloatArray): LabelledRange {
    const before = Math.max(0, from - 1);
    const classes = this.classCount;
    const expected = argmaxRows(probabilities, classes);
    const labels = new Uint16Array(to - from);
    const own = new Float32Array(to - from).fill(NaN);
    for (let t = Math.max(1, from); t < to; t++) {
      const row = t - 1 - before;
      labels[t - from] = expected[row];
      own[t - from] = probabilities[row * classes + this.run.idAt(t)];
    }
    return { level: 'token', from, labels, probabilities: own };
  }

  /** Probabilities of what comes after each step of [from, to), [n, classes]; RangeError as `SequenceRun.window`. */
  after(from: number, to: number): FloatArray {
    if (to <= from) return new Float32Array(0);
    const { layers } = this.run.window(from, to);
    return this.of(layers[layers.length - 1].h, to - from);
  }

  /** Probabilities after outputs of the network, [rows, classes]. */
  of(output: FloatArray, rows: number): FloatArray {
    const { heads, architecture } = this.pipeline.model;
    return headProbabilities(architecture.heads[0], heads[0], output, rows, this.pipeline.engine);
  }

  private get classCount(): number {
    return this.pipeline.model.heads[0].bias.length;
  }
}

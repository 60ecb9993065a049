import { headProbabilities, shownLabels } from '../../core/heads/probabilities.js';
import type { FloatArray } from '../../core/math/matrix.js';
import type { Pipeline } from '../../core/pipeline.js';
import type { SequenceRun } from '../../core/session/stream/sequenceRun.js';
import type { ClassRow } from '../../protocol/engine.js';
import type { LabelledRange } from './engineDocument.js';
import { newSayings, sayRow, type TokenSayings } from './sayings.js';
import type { SequenceLabels } from './sequenceLabels.js';

/** What the heads of a model say of each step of a sequence; a model without heads says nothing. */
export class StepLabels implements SequenceLabels {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly run: SequenceRun,
  ) {}

  labels(from: number, to: number): LabelledRange {
    return this.decidedBy(from, this.outputs(from, to), to - from);
  }

  decidedBy(fromStep: number, output: FloatArray, steps: number): LabelledRange {
    const told = { level: 'token', from: fromStep } as const;
    const [head] = this.pipeline.model.heads;
    if (!head || steps === 0)
      return { ...told, labels: new Uint16Array(0), probabilities: new Float32Array(0) };
    const all = this.of(0, output, steps);
    const classes = all.length / steps;
    const labels = shownLabels(this.pipeline.model.architecture.heads[0], all, classes);
    const probabilities = Float32Array.from(labels, (label, row) => all[row * classes + label]);
    return { ...told, labels, probabilities };
  }

  classes(token: number, head: number): ClassRow {
    if (!this.pipeline.model.heads[head]) throw new RangeError(`This model has no head ${head}.`);
    return { probabilities: Float32Array.from(this.of(head, this.outputs(token, token + 1), 1)), note: '' };
  }

  /** Labels of all heads but the first. */
  details(from: number, to: number): readonly string[] {
    const { heads } = this.pipeline.model.architecture;
    const output = heads.length > 1 && to > from ? this.outputs(from, to) : new Float32Array(0);
    const further = heads.slice(1).map((head, k) => {
      const rows = shownLabels(head, this.of(k + 1, output, to - from), head.labels.length);
      return Array.from(rows, (row) => head.labels[row]);
    });
    return Array.from({ length: to - from }, (_, t) => further.map((column) => column[t]).join(' '));
  }

  sayings(from: number, to: number): TokenSayings {
    const said = newSayings(to - from, this.details(from, to));
    const [head] = this.pipeline.model.architecture.heads;
    if (!head || to <= from) return said;
    const all = this.of(0, this.outputs(from, to), to - from);
    shownLabels(head, all, head.labels.length).forEach((label, t) =>
      sayRow(said, t, { head, all, row: t, label }),
    );
    return said;
  }

  /** Probabilities of one head, [rows, classes]. */
  private of(head: number, output: FloatArray, rows: number): FloatArray {
    const { heads, architecture } = this.pipeline.model;
    return headProbabilities(architecture.heads[head], heads[head], output, rows, this.pipeline.engine);
  }

  private outputs(from: number, to: number): FloatArray {
    if (to <= from) return new Float32Array(0);
    const { layers } = this.run.window(from, to);
    return layers[layers.length - 1].h;
  }
}

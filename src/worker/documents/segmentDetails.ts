import { EDITS_HEAD, labelSetOf, type LabelSet } from '../../core/morphology/labelSet.js';
import { showMorphemes } from '../../core/morphology/morpheme.js';
import type { Pipeline, PipelineRun } from '../../core/pipeline.js';
import { symbolsOfToken } from '../../core/tokens/steps.js';

/** What is shown of a token beside its label: its morphemes, or its further labels. */
export class TokenDetails {
  private readonly editLabels: LabelSet | null;

  constructor(private readonly pipeline: Pipeline) {
    const edits = pipeline.model.architecture.heads.find(({ name }) => name === EDITS_HEAD);
    this.editLabels = edits ? labelSetOf(edits) : null;
  }

  /** Tokens have none. */
  get areNone(): boolean {
    return this.pipeline.model.architecture.heads.length < 2 && !this.editLabels;
  }

  /** Those of token `t` of a run; `form` is its text. */
  of(run: PipelineRun, form: string, t: number): string {
    return this.editLabels ? this.morphemes(run, form, t, this.editLabels) : this.furtherLabels(run, t);
  }

  private morphemes(run: PipelineRun, form: string, t: number, labels: LabelSet): string {
    const head = run.heads.find(({ name }) => name === EDITS_HEAD);
    if (!head) return '';
    const numbers = head.labels.subarray(run.layout.tokenStarts[t], run.layout.tokenEnds[t]);
    return showMorphemes(labels.decode([...symbolsOfToken(form)], numbers));
  }

  /** Labels of all token heads but the first. */
  private furtherLabels({ heads }: PipelineRun, t: number): string {
    return this.pipeline.model.architecture.heads
      .flatMap(({ level, labels }, k) => (k > 0 && level === 'token' ? [labels[heads[k].labels[t]]] : []))
      .join(' ');
  }
}

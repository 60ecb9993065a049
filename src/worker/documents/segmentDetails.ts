import { SPACE, SPACING_HEAD } from '../../core/data/spacing.js';
import { isSigmoid, onLabels } from '../../core/heads/probabilities.js';
import { EDITS_HEAD, labelSetOf, type LabelSet } from '../../core/morphology/labelSet.js';
import { showMorphemes } from '../../core/morphology/morpheme.js';
import type { Pipeline, PipelineRun } from '../../core/pipeline.js';
import type { Segment } from '../../core/session/segments/segment.js';
import { symbolsOfToken } from '../../core/tokens/steps.js';
import type { SegmentRun } from '../traceCache.js';

/** Where a token is in what is run. */
export interface TokenPlace {
  readonly form: string;
  /** Of its segment among those of the run. */
  readonly row: number;
  readonly isFirst: boolean;
  /** Whether white space is written behind it; null behind the last of a segment. */
  readonly hasSpace: boolean | null;
}

/** What is shown where a written space and a model's differ. */
const MISSING_SPACE = '␣ missing';
const NEEDLESS_SPACE = '␣ superfluous';

/** What is shown of a token beside its label: its morphemes, or its further labels. */
export class TokenDetails {
  private readonly editLabels: LabelSet | null;

  constructor(private readonly pipeline: Pipeline) {
    const edits = this.heads.find(({ name }) => name === EDITS_HEAD);
    this.editLabels = edits ? labelSetOf(edits) : null;
  }

  /** Tokens have none. */
  get areNone(): boolean {
    return this.heads.length < 2 && !this.editLabels && !this.heads.some(isSigmoid) && !this.isOfSpaces;
  }

  private get heads() {
    return this.pipeline.model.architecture.heads;
  }

  private get isOfSpaces(): boolean {
    return this.heads[0]?.name === SPACING_HEAD;
  }

  /** Those of all tokens of a segment, whose forms these are. */
  ofTokens(
    { starts, ends }: Segment<unknown>,
    forms: readonly string[],
    { run, firstToken, row }: SegmentRun,
  ): string[] {
    if (this.areNone) return forms.map(() => '');
    return forms.map((form, local) => {
      const hasSpace = local + 1 < starts.length ? starts[local + 1] > ends[local] : null;
      return this.of(run, firstToken + local, { form, row, isFirst: local === 0, hasSpace });
    });
  }

  /** Those of token `t` of a run; on the first of a segment those of all of it too. */
  of(run: PipelineRun, t: number, { form, row, isFirst, hasSpace }: TokenPlace): string {
    const own = this.editLabels ? this.morphemes(run, form, t, this.editLabels) : this.furtherLabels(run, t);
    const parts = [own, this.spacing(run, t, hasSpace), ...(isFirst ? this.ofSegment(run, row) : [])];
    return parts.filter((part) => part !== '').join(' · ');
  }

  private spacing({ heads }: PipelineRun, t: number, hasSpace: boolean | null): string {
    if (!this.isOfSpaces || hasSpace === null) return '';
    const isSpace = this.heads[0].labels[heads[0].labels[t]] === SPACE;
    if (isSpace === hasSpace) return '';
    return isSpace ? MISSING_SPACE : NEEDLESS_SPACE;
  }

  /** Labels of a whole segment: all that are on, but for the one that is its row's own. */
  private ofSegment({ heads }: PipelineRun, row: number): string[] {
    return this.heads.map((head, k) => {
      if (head.level !== 'segment') return '';
      const { labels, probabilities } = heads[k];
      const classes = head.labels.length;
      if (!isSigmoid(head)) return k > 0 ? head.labels[labels[row]] : '';
      const on = onLabels(head, probabilities.subarray(row * classes, (row + 1) * classes));
      const names = on.filter((label) => k > 0 || label !== labels[row]).map((label) => head.labels[label]);
      return k === 0 && names.length > 0 ? `+ ${names.join(', ')}` : names.join(', ');
    });
  }

  private morphemes(run: PipelineRun, form: string, t: number, labels: LabelSet): string {
    const head = run.heads.find(({ name }) => name === EDITS_HEAD);
    if (!head) return '';
    const numbers = head.labels.subarray(run.layout.tokenStarts[t], run.layout.tokenEnds[t]);
    return showMorphemes(labels.decode([...symbolsOfToken(form)], numbers));
  }

  /** Labels of all token heads but the first. */
  private furtherLabels({ heads }: PipelineRun, t: number): string {
    return this.heads
      .flatMap(({ level, labels }, k) => (k > 0 && level === 'token' ? [labels[heads[k].labels[t]]] : []))
      .join(' ');
  }
}

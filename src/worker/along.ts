import { entropyBits } from '../core/views/probabilities.js';
import { formsOf, type Segment } from '../core/session/segments/segment.js';
import { RnnLensError } from '../core/problems.js';
import type { AlongQuery, AlongTokens } from '../protocol/along.js';
import { checkRange, type EngineDocument } from './documents/engineDocument.js';
import { SegmentedDocument } from './documents/segmentedDocument.js';
import type { Job } from './jobs.js';

type Walk = Pick<Job, 'turn' | 'done'>;

/** Tokens that are asked about, or run, at a time. */
const TOKENS_AT_ONCE = 64;
const RUN_AT_ONCE = 2048;

/** Segments of up to so many tokens are run for all of their beginnings at once, and those are kept. */
const SHORT_SEGMENT = 128;

/** What a model says along the tokens of documents; what an edit left as it was is not run again. */
export class Along {
  /** By head: the classes after each beginning of a segment, [tokens, classes]. */
  private readonly beginnings: WeakMap<Segment<unknown>, Float32Array>[] = [];

  /** RangeError for tokens or heads that are not there. */
  async tokens(
    document: EngineDocument,
    { fromToken, toToken, head = 0 }: AlongQuery,
    walk: Walk,
  ): Promise<AlongTokens> {
    checkRange('tokens', fromToken, toToken, document.tokenCount);
    const config = document.pipeline.model.architecture.heads[head];
    if (!config) throw new RnnLensError('This model gives no labels: nothing is uncertain.');
    if (config.level === 'segment' && document instanceof SegmentedDocument)
      return this.running(document, [fromToken, toToken, head], walk);
    const entropies = new Float32Array(toToken - fromToken);
    for (let token = fromToken; token < toToken; token++) {
      if ((token - fromToken) % TOKENS_AT_ONCE === 0) await walk.turn();
      entropies[token - fromToken] = entropyBits(document.classProbabilities(token, head).probabilities);
    }
    return { fromToken, entropies, running: new Float32Array(0) };
  }

  private async running(
    document: SegmentedDocument,
    [fromToken, toToken, head]: readonly [number, number, number],
    walk: Walk,
  ): Promise<AlongTokens> {
    const classes = document.pipeline.model.heads[head].bias.length;
    const running = new Float32Array((toToken - fromToken) * classes);
    let at = fromToken;
    while (at < toToken) {
      const place = document.store.segmentOfToken(at)!;
      const { segment, firstToken } = place;
      const end = Math.min(toToken, firstToken + segment.ends.length);
      const own = [at - firstToken, end - firstToken] as const;
      const found = await this.beginningsOf(document, segment, head, own, walk);
      running.set(found, (at - fromToken) * classes);
      at = end;
      walk.done((at - fromToken) / (toToken - fromToken));
    }
    const entropies = Float32Array.from({ length: toToken - fromToken }, (_, k) =>
      entropyBits(running.subarray(k * classes, (k + 1) * classes)),
    );
    return { fromToken, entropies, running };
  }

  /** The classes after the beginnings of a segment that end with its tokens [from, to). */
  private async beginningsOf(
    { pipeline }: SegmentedDocument,
    segment: Segment<unknown>,
    head: number,
    [from, to]: readonly [number, number],
    { turn }: Pick<Job, 'turn'>,
  ): Promise<Float32Array> {
    const known = (this.beginnings[head] ??= new WeakMap<Segment<unknown>, Float32Array>());
    const classes = pipeline.model.heads[head].bias.length;
    const kept = known.get(segment);
    if (kept) return kept.subarray(from * classes, to * classes);
    const { tokens } = formsOf([segment]);
    const isShort = tokens.length <= SHORT_SEGMENT;
    const [first, end] = isShort ? [0, tokens.length] : [from, to];
    const out = new Float32Array((end - first) * classes);
    for (let at = first; at < end;) {
      await turn();
      const [forms, offsets]: [string[], number[]] = [[], [0]];
      const start = at;
      while (at < end && (at === start || forms.length + at + 1 <= RUN_AT_ONCE)) {
        forms.push(...tokens.slice(0, ++at));
        offsets.push(forms.length);
      }
      const run = pipeline.run(forms, Uint32Array.from(offsets), { outputOnly: true });
      out.set(run.heads[head].probabilities, (start - first) * classes);
    }
    if (isShort) known.set(segment, out);
    return out.subarray((from - first) * classes, (to - first) * classes);
  }
}

import type { Pipeline, PipelineRun } from '../core/pipeline.js';
import { quantitySize } from '../core/rnn/config.js';
import { directionCount, outputSize, stateSize, type RnnConfig } from '../core/rnn/config.js';
import { quantityOf } from '../core/rnn/stack.js';
import { longestSegment, segmentOfToken, segmentsOfTokens, segmentTokens } from '../core/text/ranges.js';
import type { SegmentedText } from '../core/text/segmented.js';
import type { RunShapes, StateQuery, StateWindow } from '../protocol/contracts.js';

/** One text and one model. States are not kept: what is looked at is run again, a segment at a time. */
export class EngineDocument {
  constructor(
    private readonly text: string,
    readonly segmented: SegmentedText,
    private readonly pipeline: Pipeline,
  ) {}

  get segmentCount(): number {
    return this.segmented.segmentOffsets.length - 1;
  }

  get tokenCount(): number {
    return this.segmented.starts.length;
  }

  /** Runs segments [from, to). */
  runSegments(from: number, to: number): PipelineRun {
    const { tokens, offsets } = segmentTokens(this.text, this.segmented, from, to);
    return this.pipeline.run(tokens, offsets);
  }

  /** Probabilities of all classes at one token, `[classes]`; RangeError for a token that is not there. */
  classProbabilities(token: number): Float32Array {
    this.checkTokens(token, token + 1);
    const segment = segmentOfToken(this.segmented, token);
    const [{ probabilities }] = this.runSegments(segment, segment + 1).heads;
    const classes = this.pipeline.model.architecture.heads[0].labels.length;
    const at = (token - this.segmented.segmentOffsets[segment]) * classes;
    return Float32Array.from(probabilities.subarray(at, at + classes));
  }

  /** One quantity over a range of tokens; RangeError for a range or quantity that is not there. */
  states({ fromToken, toToken, layer, direction, quantity }: StateQuery): StateWindow {
    this.checkTokens(fromToken, toToken);
    const config = this.pipeline.model.architecture.rnn;
    if (
      !(layer in Array.from({ length: config.layers })) ||
      (direction === 'backward' && !config.bidirectional)
    )
      throw new RangeError(`This network has no layer ${layer} ${direction}.`);
    const units = quantitySize(config, quantity);
    const [from, to] = segmentsOfTokens(this.segmented, fromToken, toToken);
    const { segmentOffsets } = this.segmented;
    const skipped = (fromToken - segmentOffsets[from]) * units;
    const all = quantityOf(this.runSegments(from, to).trace, layer, direction, quantity);
    const segmentStarts = new Uint8Array(toToken - fromToken);
    for (let s = from; s < to; s++)
      if (segmentOffsets[s] >= fromToken) segmentStarts[segmentOffsets[s] - fromToken] = 1;
    const values = Float32Array.from(all.subarray(skipped, skipped + (toToken - fromToken) * units));
    return { fromToken, toToken, units, values, segmentStarts };
  }

  /** Shapes of the run over the whole document. */
  shapes(): RunShapes {
    return runShapes(this.pipeline.model.architecture.rnn, this.segmentCount, longestSegment(this.segmented));
  }

  private checkTokens(from: number, to: number): void {
    if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= this.tokenCount))
      throw new RangeError(`Tokens ${from} to ${to} are not in a document of ${this.tokenCount}.`);
  }
}

/** The shapes of a run over `batch` rows of at most `n` steps. */
export function runShapes(config: RnnConfig, batch: number, n: number): RunShapes {
  const states = config.layers * directionCount(config);
  return {
    input: [batch, n, config.inputSize],
    output: [batch, n, outputSize(config)],
    hiddenState: [states, batch, stateSize(config)],
    cellState: config.cell === 'LSTM' ? [states, batch, config.hiddenSize] : null,
  };
}

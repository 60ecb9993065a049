import {
  directionConfig,
  directionCount,
  gateCount,
  outputSize,
  unitsOf,
  stateUnits,
  type RnnConfig,
} from './config.js';
import { allocateTrace } from './direction.js';
import { float32, type FloatArray } from '../math/matrix.js';
import type { Trace } from './stack.js';
import type { HiddenState } from './state.js';

/**
 * Many short sequences seen as one long: step k is the last step, in reading order, of sequence k. Filled run by run.
 */
export class LastSteps {
  private readonly layers: Trace['layers'];
  private readonly output: Float32Array;
  private filled = 0;
  private last: HiddenState | null = null;

  /** For `count` sequences; without layers where only outputs are wanted. */
  constructor(
    private readonly config: RnnConfig,
    count: number,
    private readonly outputOnly: boolean,
  ) {
    const directions = Array.from({ length: directionCount(config) });
    this.layers = Array.from({ length: outputOnly ? 0 : config.layers }, (_, layer) =>
      directions.map((_each, direction) =>
        allocateTrace(directionConfig(config, layer, direction), count, false, float32),
      ),
    );
    this.output = new Float32Array(count * outputSize(config));
  }

  /** Takes the last steps of a run's sequences. */
  add({ offsets, layers, output, hiddenState }: Trace): void {
    const { config } = this;
    const width = outputSize(config);
    const rows = offsets.length - 1;
    for (let row = 0; row < rows; row++) {
      const to = this.filled + row;
      const lastStep = (direction: number): number => (direction === 1 ? offsets[row] : offsets[row + 1] - 1);
      let part = 0;
      for (let direction = 0; direction < directionCount(config); direction++) {
        const own = stateUnits(config, config.layers - 1, direction);
        const from = lastStep(direction) * width + part;
        this.output.set(output.subarray(from, from + own), to * width + part);
        part += own;
      }
      if (!this.outputOnly)
        layers.forEach((traces, layer) =>
          traces.forEach((trace, direction) => this.copy(layer, direction, trace, lastStep(direction), to)),
        );
    }
    this.filled += rows;
    this.last = hiddenState;
  }

  /** The whole as a trace of sequences that end at `offsets`; its hidden state is that of the last run. */
  trace(offsets: Trace['offsets'], x: FloatArray, empty: HiddenState): Trace {
    const { config, layers, output } = this;
    return { config, offsets, layers, inputs: [x], output, hiddenState: this.last ?? empty };
  }

  private copy(
    layer: number,
    direction: number,
    from: Trace['layers'][number][number],
    step: number,
    at: number,
  ): void {
    const { config } = this;
    const to = this.layers[layer][direction];
    const H = unitsOf(config, layer, direction);
    const row = (target: FloatArray | null, source: FloatArray | null, width: number): void => {
      if (target && source) target.set(source.subarray(step * width, (step + 1) * width), at * width);
    };
    row(to.h, from.h, stateUnits(config, layer, direction));
    row(to.c, from.c, H);
    row(to.gates, from.gates, gateCount(config.cell) * H);
  }
}

import {
  inPlane,
  principalPlane,
  sampledStretches,
  stepsEach,
  type PrincipalPlane,
} from '../core/analysis/principalPlane.js';
import type { LoadedModel } from '../core/formats/modelPackage.js';
import { Pipeline } from '../core/pipeline.js';
import { RnnLensError } from '../core/problems.js';
import { quantityOf } from '../core/rnn/stack.js';
import type { HiddenState } from '../core/rnn/state.js';
import { readingOf } from '../core/session/reading.js';
import { layOut } from '../core/tokens/steps.js';
import { solveEigen } from '../kernel/eigen.js';
import { loadEngine } from '../kernel/load.js';
import { placeOf } from './bulk/place.js';
import type { ArrayPlace } from '../core/formats/arrayFile.js';
import { readParts, type TextPart } from './bulk/textParts.js';
import { escaped } from './bulk/tokenText.js';
import type { EncodingChoice } from './decoding.js';
import { markedInput, type MarkupOptions } from './markedInput.js';
import { loadModel } from './modelFolders.js';
import { print } from './print.js';

export const TRAJECTORY_FORMATS = ['tsv', 'json'] as const;

/** Which states of a text are looked at, and how their way is written. */
export interface TrajectoryOptions {
  readonly model: string;
  readonly layer: number;
  readonly direction: string;
  readonly quantity: string;
  readonly format: (typeof TRAJECTORY_FORMATS)[number];
  readonly encoding: EncodingChoice;
  readonly markup: MarkupOptions;
}

/**
 * Prints where the states of a text are in the plane of their first two principal components, step by step: the numbers
 * of the panel. Reads the text three times and keeps no more of it than the sample. Rejects with RnnLensError for a
 * place that the network has not.
 */
export async function trajectory(file: string, options: TrajectoryOptions): Promise<void> {
  if (file === '-')
    throw new RnnLensError('trajectory reads a text more than once: give a file, and not standard input.');
  const loaded = await loadModel(options.model);
  const place = placeOf(loaded.model.architecture.rnn, options);
  const walk = new StateWalk(file, loaded, place, options);
  const stepCount = await walk.count();
  const stretches = sampledStretches(stepCount, stepsEach(place.units));
  const plane = principalPlane(await walk.sample(stretches), place.units, solveEigen);
  const write = options.format === 'json' ? writeJson : writeTsv;
  await write(plane, stepCount, pointsOf(walk, plane));
}

/** Some consecutive steps. */
interface StepPart {
  readonly fromStep: number;
  readonly symbols: readonly string[];
  /** `[symbols, units]`; empty where they were not asked for. */
  readonly values: Float32Array;
}

/** The steps of a file, some segments at a time. */
class StateWalk {
  private readonly pipeline: Pipeline;

  constructor(
    private readonly file: string,
    private readonly loaded: LoadedModel,
    private readonly place: ArrayPlace,
    private readonly options: TrajectoryOptions,
  ) {
    this.pipeline = new Pipeline(loaded.model, loadEngine());
  }

  async count(): Promise<number> {
    let steps = 0;
    for await (const { symbols } of this.parts(() => false)) steps += symbols.length;
    return steps;
  }

  /** The states of some stretches in ascending order, one after the other. */
  async sample(stretches: readonly (readonly [from: number, to: number])[]): Promise<Float32Array> {
    const { units } = this.place;
    const out = new Float32Array(stretches.reduce((sum, [from, to]) => sum + (to - from) * units, 0));
    const isIn = (from: number, to: number): boolean => stretches.some(([a, b]) => a < to && b > from);
    let at = 0;
    for await (const { fromStep, symbols, values } of this.parts(isIn))
      for (const [a, b] of stretches) {
        const [from, to] = [Math.max(a, fromStep), Math.min(b, fromStep + symbols.length)];
        if (from >= to) continue;
        out.set(values.subarray((from - fromStep) * units, (to - fromStep) * units), at);
        at += (to - from) * units;
      }
    return out;
  }

  /** All steps; those of `wanted` ranges with their states. */
  async *parts(wanted: (fromStep: number, toStep: number) => boolean): AsyncGenerator<StepPart> {
    const { manifest, model } = this.loaded;
    const { input } = model.architecture;
    const reading = readingOf(manifest);
    const { encoding, markup } = this.options;
    const marked = markedInput(this.file, markup, manifest);
    let [fromStep, before]: [number, HiddenState | undefined] = [0, undefined];
    for await (const { part } of readParts(this.file, reading, marked, { encoding })) {
      const tokens = tokensOf(part);
      const offsets = reading.isStream ? Uint32Array.of(0, tokens.length) : part.offsets;
      const { symbols } =
        input.kind === 'characters' ? layOut(tokens, offsets, input.separated) : { symbols: tokens };
      const isWanted = wanted(fromStep, fromStep + symbols.length);
      // A stream goes on from what came before, whether that is wanted or not; nothing is wanted when steps are counted.
      const isRun = isWanted || (reading.isStream && wanted(0, Infinity));
      let values = new Float32Array(0);
      if (isRun) {
        const run = this.pipeline.run(tokens, offsets, { initialState: before, withoutHeads: true });
        if (reading.isStream) before = run.trace.hiddenState;
        const { layer, direction, quantity } = this.place;
        if (isWanted) values = Float32Array.from(quantityOf(run.trace, layer, direction, quantity));
      }
      yield { fromStep, symbols, values };
      fromStep += symbols.length;
    }
  }
}

function tokensOf({ text, starts, ends }: TextPart): string[] {
  return Array.from(starts, (start, t) => text.slice(start, ends[t]));
}

/** A step and where it is. */
interface Point {
  readonly step: number;
  readonly read: string;
  readonly x: number;
  readonly y: number;
}

async function* pointsOf(walk: StateWalk, plane: PrincipalPlane): AsyncGenerator<readonly Point[]> {
  for await (const { fromStep, symbols, values } of walk.parts(() => true)) {
    const points = inPlane(plane, values);
    yield symbols.map((read, k) => ({
      ...{ step: fromStep + k + 1, read },
      ...{ x: number(points[2 * k]), y: number(points[2 * k + 1]) },
    }));
  }
}

/** A number as single precision has it. */
function number(value: number): number {
  return Number(value.toPrecision(7));
}

type Points = AsyncIterable<readonly Point[]>;

/** A line a step, and comments that say what the plane is. */
async function writeTsv({ shares, steps }: PrincipalPlane, stepCount: number, points: Points): Promise<void> {
  const [first, second] = shares.map((share) => share.toFixed(6));
  await print(`# share of the variance: first ${first}, second ${second}; ${steps} of ${stepCount} steps\n`);
  await print('step\tread\tfirst\tsecond\n');
  for await (const part of points)
    await print(part.map(({ step, read, x, y }) => `${step}\t${escaped(read)}\t${x}\t${y}\n`).join(''));
}

/** One object; its steps are written as they come. */
async function writeJson(
  { shares, steps, mean, axes }: PrincipalPlane,
  stepCount: number,
  points: Points,
): Promise<void> {
  const units = mean.length;
  const axis = (k: number): number[] => Array.from(axes.subarray(k * units, (k + 1) * units), number);
  const about = { shares: shares.map(number), sampled: steps, steps: stepCount, axes: [axis(0), axis(1)] };
  await print(`${JSON.stringify(about).slice(0, -1)},"points":[`);
  let isFirst = true;
  for await (const part of points) {
    if (part.length === 0) continue;
    await print(`${isFirst ? '' : ','}${part.map((point) => JSON.stringify(point)).join(',')}`);
    isFirst = false;
  }
  await print(']}\n');
}

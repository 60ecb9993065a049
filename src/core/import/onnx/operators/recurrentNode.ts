import { sentence } from '../../../sentence.js';
import { elementsOf, type Constant } from '../constant.js';
import type { Follow, Plan } from '../follow.js';
import {
  conversionNote,
  isRecurrent,
  peepholes,
  recurrentLayer,
  recurrentSettings,
  type RecurrentSettings,
  type RecurrentWeights,
} from '../recurrent.js';
import { isSame, size } from '../sizes.js';
import { OtherOrder, Unfollowed } from '../unfollowed.js';
import {
  BATCH,
  picked,
  widthOf,
  type Axis,
  type Flow,
  type Segment,
  type Unusable,
  type Value,
} from '../values.js';
import { asFlow, cannot, inputOf, layerName, nameOf, type Call, type Operator } from './call.js';

/** What a recurrent node reads beside the text. */
interface Stored {
  readonly W: Constant;
  readonly R: Constant;
  readonly B: Constant | null;
  readonly initialH: Constant | null;
  readonly initialC: Constant | null;
}

export const recurrentNode: Operator = async (call) => {
  const { node, follow } = call;
  const { type } = node;
  if (!isRecurrent(type)) throw cannot(call);
  const stored = await storedInputs(call);
  const settings = recurrentSettings(
    { ...node, type },
    { W: stored.W.shape, R: stored.R.shape, B: stored.B?.shape ?? null },
  );
  const flow = asFlow(call, inputOf(call));
  const time = checkedInput(call, flow, settings);
  const note = conversionNote(type, layerName(node));
  if (note) follow.notes.push(note);
  const [isUsed, isLastUsed] = [0, 1].map((k) => follow.uses.has(node.outputs[k] ?? ''));
  const added = new Layers(follow, call, settings, stored, flow);
  const sequence = isUsed ? added.add('sequence') : null;
  const last = isLastUsed ? (sequence ? added.lastOf(sequence) : added.add('last')) : null;
  const D: Axis = { role: 'inner', size: size(settings.activations.length) };
  const H: Axis = { role: 'inner', size: size(settings.hiddenSize) };
  const { isReversed } = flow;
  const all: readonly Axis[] = settings.isBatchFirst ? [BATCH, time, D, H] : [time, D, BATCH, H];
  const one: readonly Axis[] = settings.isBatchFirst ? [BATCH, D, H] : [D, BATCH, H];
  return [
    sequence && { kind: 'flow', axes: all, segments: sequence, isReversed },
    last && { kind: 'flow', axes: one, segments: last, isReversed: false },
    cellState(call),
  ];
};

function cellState({ node }: Call): Unusable {
  return {
    kind: 'unusable',
    reason: sentence('It goes on from the cell state c of {0}, which cannot be run.', nameOf(node)),
  };
}

async function storedInputs(call: Call): Promise<Stored> {
  const constant = (k: number, letter: string): Constant => {
    const value = inputOf(call, k);
    if (value.kind === 'constant') return value;
    throw new Unfollowed(
      sentence(
        'The weights {0} of {1} are computed of what it reads, which cannot be run.',
        letter,
        nameOf(call.node),
      ),
    );
  };
  const given = (k: number): Value | null => call.inputs.at(k) ?? null;
  const P = call.inputs.length > 7 ? given(7) : null;
  if (P) {
    const isZero =
      P.kind === 'constant' && (P.uniform === 0 || (await P.load()).every((value) => value === 0));
    if (!isZero) throw peepholes(call.node);
  }
  if (call.inputs.length > 4) await checkLengths(call, given(4));
  return {
    W: constant(1, 'W'),
    R: constant(2, 'R'),
    B: call.inputs.length > 3 && given(3) ? constant(3, 'B') : null,
    initialH: call.inputs.length > 5 ? initialState(call, given(5)) : null,
    initialC: call.inputs.length > 6 ? initialState(call, given(6)) : null,
  };
}

/** Lengths from outside are those of the text; stored ones must not cut it. */
async function checkLengths(call: Call, value: Value | null): Promise<void> {
  if (!value) return;
  if (value.kind === 'ids') {
    note(call.follow, sentence('"{0}" is the length of what is read: that of the text.', value.input));
    return;
  }
  const { steps } = call.follow;
  const isAll =
    value.kind === 'sizes' ||
    (value.kind === 'constant' && steps !== null && (await value.load()).every((n) => n >= steps));
  if (!isAll) throw cannot(call);
}

function note(follow: Follow, one: ReturnType<typeof sentence>): void {
  const isTwice = follow.notes.some(({ text, values }) => text === one.text && values[0] === one.values[0]);
  if (!isTwice) follow.notes.push(one);
}

function initialState(call: Call, value: Value | null): Constant | null {
  if (!value) return null;
  if (value.kind === 'constant') return value;
  if (value.kind === 'outside' || value.kind === 'unusable') {
    if (value.kind === 'outside')
      note(call.follow, sentence('The state "{0}" comes from outside: it begins with zeros.', value.input));
    return null;
  }
  throw new Unfollowed(
    sentence(
      '{0} begins with a state that another layer gives: an encoder and a decoder, which cannot be run on text.',
      nameOf(call.node),
    ),
  );
}

/** The axis of the steps, where it stands at its place. */
function checkedInput(call: Call, flow: Flow, settings: RecurrentSettings): Axis {
  const [timeAt, batchAt] = settings.isBatchFirst ? [1, 0] : [0, 1];
  const { axes } = flow;
  if (axes.length !== 3) throw cannot(call);
  const time = axes[timeAt];
  if (time.role !== 'time') {
    if (axes[batchAt].role === 'time')
      throw new OtherOrder(
        sentence('{0} reads along the texts of a batch instead of along their steps.', nameOf(call.node)),
      );
    const isSingle = call.follow.steps === 1 && isSame(time.size, size(1));
    if (!isSingle)
      throw new Unfollowed(
        sentence(
          '{0} does not read the steps of the text: an encoder and a decoder, which cannot be run.',
          nameOf(call.node),
        ),
      );
  }
  if (axes[batchAt].role === 'time') throw cannot(call);
  if (widthOf(flow) !== settings.inputSize)
    throw new Unfollowed(
      sentence(
        '{0} reads {1} columns; its weights W are for {2}.',
        nameOf(call.node),
        widthOf(flow),
        settings.inputSize,
      ),
    );
  return time;
}

/** The layers of one node: one, or one for each direction where their activations differ. */
class Layers {
  constructor(
    private readonly follow: Follow,
    private readonly call: Call,
    private readonly settings: RecurrentSettings,
    private readonly stored: Stored,
    private readonly flow: Flow,
  ) {}

  /** Adds them; their columns, forward before backward. */
  add(returns: 'sequence' | 'last'): Segment[] {
    const input = this.follow.columns.whole(this.flow, layerName(this.call.node));
    return this.groups().flatMap((directions) => this.addOne(input, directions, returns));
  }

  private groups(): number[][] {
    const { activations } = this.settings;
    if (activations.length === 1) return [[0]];
    const [a, b] = activations;
    const isSameActivation = a.every((name, k) => name === b[k]);
    if (this.flow.isReversed) throw cannot(this.call);
    return isSameActivation ? [[0, 1]] : [[0], [1]];
  }

  private addOne(input: number, directions: readonly number[], returns: 'sequence' | 'last'): Segment[] {
    const { settings, flow, call } = this;
    const suffix =
      settings.activations.length > directions.length ? (directions[0] === 0 ? ' forward' : ' backward') : '';
    const width = directions.length * settings.hiddenSize;
    const layer = this.follow.add({
      name: layerName(call.node) + suffix,
      inputs: [input],
      width,
      isSequence: returns === 'sequence',
      kind: 'recurrent',
      ...(directions.length === 1 && { lane: this.laneOf(directions[0], input, returns) }),
      build: async () => {
        const made = recurrentLayer(settings, await loaded(this.stored, settings, call), directions, returns);
        return { ...made, isReversed: made.isReversed !== flow.isReversed };
      },
    });
    return [{ layer, start: 0, size: width }];
  }

  private laneOf(d: number, input: number, returns: string): Plan['lane'] {
    const { kind, hiddenSize, resetAfter, activations, direction } = this.settings;
    const isReversed = (direction === 'reverse' || d === 1) !== this.flow.isReversed;
    const signature = [kind, hiddenSize, resetAfter, activations[d], input, returns].join(' ');
    return { signature, isReversed };
  }

  /** The last step of each direction of what `add` made of all steps. */
  lastOf(segments: readonly Segment[]): Segment[] {
    const { hiddenSize: H, activations, direction } = this.settings;
    return activations.flatMap((_, d) => {
      const isBackwards =
        (activations.length === 2 ? d === 1 : direction === 'reverse') !== this.flow.isReversed;
      const positions = Array.from({ length: H }, (__, k) => d * H + k);
      const [{ layer, start }] = picked(segments, positions);
      const pool = this.follow.add({
        name: `${layerName(this.call.node)}: ${isBackwards ? 'first' : 'last'}`,
        inputs: [layer],
        width: this.follow.layers[layer].width,
        isSequence: false,
        kind: 'pool',
        isArranged: true,
        build: () => Promise.resolve({ kind: 'pool', how: isBackwards ? 'first' : 'last' }),
      });
      return [{ layer: pool, start, size: H }];
    });
  }
}

async function loaded(
  { W, R, B, initialH, initialC }: Stored,
  settings: RecurrentSettings,
  call: Call,
): Promise<RecurrentWeights> {
  const state = (of: Constant | null): Promise<Float32Array | Float64Array | null> =>
    stateOfOne(of, settings, call);
  return {
    W: await W.load(),
    R: await R.load(),
    B: B && (await B.load()),
    initialH: await state(initialH),
    initialC: await state(initialC),
  };
}

/** [D, H] of a state that is stored for every text of a batch, where it is the same for all. */
async function stateOfOne(
  state: Constant | null,
  { activations, hiddenSize: H, isBatchFirst }: RecurrentSettings,
  call: Call,
): Promise<Float32Array | Float64Array | null> {
  if (!state || state.uniform === 0) return null;
  const D = activations.length;
  const count = elementsOf(state.shape);
  if (count === 0 || count % (D * H) !== 0) throw cannot(call);
  const texts = count / (D * H);
  const values = await state.load();
  const at = (text: number, d: number, k: number): number =>
    values[isBatchFirst ? (text * D + d) * H + k : (d * texts + text) * H + k];
  const out = new Float32Array(D * H);
  for (let d = 0; d < D; d++)
    for (let k = 0; k < H; k++) {
      out[d * H + k] = at(0, d, k);
      for (let text = 1; text < texts; text++) if (at(text, d, k) !== at(0, d, k)) throw cannot(call);
    }
  return out;
}

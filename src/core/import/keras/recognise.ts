import { RnnLensError } from '../../problems.js';
import { sentence } from '../../sentence.js';
import type { ImportAnswers, ImportQuestion, Recognised, Refused } from '../foreign.js';
import type { ImportedNetwork } from '../network.js';
import type { KerasDialect } from './activations.js';
import type { KerasGraph, KerasLayer } from './graph.js';
import { answerUnits, judge, reachable } from './input.js';
import { isUnknown, planLayer } from './layers.js';
import { Plan, type Planned } from './plan.js';
import { isRecurrent } from './recurrent.js';
import { KerasRefusal } from './refusal.js';
import type { KerasWeights } from './weights.js';

/** A network of whatever file: its layers, its weights, and what the file leaves open. */
export interface KerasNetwork {
  readonly file: string;
  /** By the answers, where the file does not say all; throws KerasRefusal. */
  graph(answers: ImportAnswers): KerasGraph;
  dialect(answers: ImportAnswers): KerasDialect;
  readonly weights: KerasWeights;
  readonly questions: readonly ImportQuestion[];
  /** Weight files that are named and not there. */
  readonly missing: readonly string[];
}

/** A network whose file says all about its layers; `read` may refuse it. */
export function recogniseGraph(
  network: Pick<KerasNetwork, 'file' | 'weights' | 'missing'>,
  dialect: KerasDialect,
  read: () => KerasGraph,
): { recognised: Recognised | Refused; graph: KerasGraph | null } {
  let graph: KerasGraph | null = null;
  const recognised = recognise({
    ...network,
    questions: [],
    graph: () => (graph ??= read()),
    dialect: () => dialect,
  });
  return { recognised, graph };
}

/** Whether a network can run on text, and how; throws RnnLensError where weights do not fit its layers. */
export function recognise(network: KerasNetwork): Recognised | Refused {
  const { file, missing } = network;
  try {
    const outputs = textOutputs(network.graph({}));
    if (missing.length > 0)
      throw new RnnLensError(
        '{0} names weight files that are not beside it: {1}.',
        file,
        missing.slice(0, 4).join(', ') + (missing.length > 4 ? ` (+ ${missing.length - 4})` : ''),
      );
    const { plan, unknown } = planned(network, {}, outputs[0]);
    // A network that skips padding here and reads it there is refused now.
    void plan.isMasked;
    network.weights.checkSizes?.();
    const questions = [
      ...network.questions,
      ...outputQuestion(outputs),
      ...(unknown ? [statesQuestion(unknown)] : []),
      ...paddingQuestion(plan),
    ];
    return { kind: 'network', questions, network: (answers) => build(network, answers, outputs) };
  } catch (error) {
    if (!(error instanceof KerasRefusal)) throw error;
    const { reason } = error;
    const count = missing.length;
    return {
      kind: 'refused',
      reason:
        count === 0
          ? reason
          : sentence('{0} Also, weight files that {1} names are missing ({2}).', reason, file, count),
    };
  }
}

/** Answers that are computed from one text; the first one's reason where there are none. */
function textOutputs(graph: KerasGraph): string[] {
  let first: KerasRefusal | undefined;
  const outputs = [...new Set(graph.outputs)].filter((output) => {
    const layers = reachable(graph, output);
    try {
      judge(layers, answerUnits(layers));
      return true;
    } catch (error) {
      if (!(error instanceof KerasRefusal)) throw error;
      first ??= error;
      return false;
    }
  });
  if (outputs.length > 0) return outputs;
  throw first ?? new KerasRefusal(sentence('The network has no layers.'));
}

interface PlannedNetwork {
  readonly plan: Plan;
  readonly output: number;
  /** A layer that is not known: the recurrent layer before it is all that can be shown. */
  readonly unknown: KerasLayer | null;
}

function planned(
  { graph, dialect, weights }: KerasNetwork,
  answers: ImportAnswers,
  output: string,
): PlannedNetwork {
  const plan = new Plan(weights, dialect(answers));
  const results = new Map<string, Planned>();
  let last: Planned | undefined;
  for (const layer of reachable(graph(answers), output)) {
    if (last && isUnknown(layer)) return { plan, output: last.at, unknown: layer };
    const inputs = layer.inputs.map((id) => results.get(id) ?? unknownInput(layer, id));
    const result = planLayer(layer, inputs, plan);
    results.set(layer.id, result);
    if (isRecurrent(layer) && result.flow.kind === 'sequence') last = result;
  }
  return { plan, output: results.get(output)!.at, unknown: null };
}

function statesQuestion({ id, className }: KerasLayer): ImportQuestion {
  return {
    id: 'states',
    text: sentence(
      'Layer "{0}" is of a kind whose formula is not known here ({1}), so that the network gives no answer. Should the states of the recurrent layers before it be shown?',
      id,
      className,
    ),
    options: [{ value: 'show', title: sentence('Show the states') }],
    isNeeded: true,
  };
}

function unknownInput(layer: KerasLayer, id: string): never {
  throw new RnnLensError('Layer "{0}" reads "{1}", which does not come before it.', layer.id, id);
}

function outputQuestion(outputs: readonly string[]): ImportQuestion[] {
  if (outputs.length < 2) return [];
  return [
    {
      id: 'output',
      text: sentence('The network has several answers. Which one should be shown?'),
      options: outputs.map((value) => ({ value, title: sentence('Layer "{0}"', value) })),
      isNeeded: false,
    },
  ];
}

/** Files do not say where a text shorter than the window was filled up. */
function paddingQuestion({ window, isMasked }: Plan): ImportQuestion[] {
  if (window === null) return [];
  const [before, after] = [
    {
      value: 'before',
      title: sentence('Before the text'),
      detail: sentence('as Keras’ pad_sequences does by itself'),
    },
    { value: 'after', title: sentence('After the text'), detail: sentence('padding="post"') },
  ];
  return [
    {
      id: 'padding',
      text: isMasked
        ? sentence('Texts are filled up to {0} steps, which the network skips. Where?', window)
        : sentence('Texts are filled up to {0} steps, which the network reads. Where?', window),
      options: [before, after],
      isNeeded: false,
    },
  ];
}

async function build(
  network: KerasNetwork,
  answers: ImportAnswers,
  outputs: readonly string[],
): Promise<ImportedNetwork> {
  const output = outputs.find((id) => id === answers['output']) ?? outputs[0];
  const { plan, output: at } = planned(network, answers, output);
  return {
    ...(await plan.build(at)),
    reading: {
      window: plan.window,
      padding: answers['padding'] === 'after' ? 'after' : 'before',
      padId: plan.padId,
      isMasked: plan.isMasked,
    },
    notes: plan.notes,
  };
}

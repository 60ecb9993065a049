import { sentence, type Sentence } from '../../sentence.js';
import type { ImportAnswers, ImportQuestion } from '../foreign.js';
import { crfQuestion } from './crf.js';
import type { TensorHints } from './hints.js';
import type { Plan } from './plan.js';

type Option = ImportQuestion['options'][number];

/** Words in names of files, classes and layers that tell what the answer is about. */
const EACH_STEP =
  /tag|(^|[._\W])(ner|pos|lm|char_?rnn|slots?|chunk|crf)($|[._\W])|morph|segment|seq2?label|gener/i;
const WHOLE_TEXT = /class|sentiment|senti|spam|emotion|intent|topic|toxic|sarcasm|review|polarity|imdb/i;

/** What a network leaves open, the likeliest first. */
export function questionsOf(plan: Plan, hints: TensorHints): ImportQuestion[] {
  const first = [...inputQuestion(plan), ...nonlinearity(plan, hints)];
  if (plan.unknown.length > 0) return [...first, restQuestion(plan)];
  if (plan.head.length === 0) return first;
  const crf = plan.crf && crfQuestion(plan.crf, hints);
  return [
    ...first,
    ...(plan.readsHalf ? [halfQuestion] : []),
    ...(plan.crf ? [] : [answerQuestion(plan, hints)]),
    ...(between(plan, hints) === null ? [betweenQuestion(plan)] : []),
    ...(plan.input.kind === 'embedding' && isProjectionOpen(plan) ? [beforeQuestion] : []),
    ...(crf ? [crf] : []),
  ];
}

/** The answer to a question: that given, or the first option; undefined where it is not asked. */
export function answered(
  questions: readonly ImportQuestion[],
  answers: ImportAnswers,
  id: string,
): string | undefined {
  const question = questions.find((of) => of.id === id);
  if (!question) return undefined;
  const given = answers[id] as string | undefined;
  return question.options.some(({ value }) => value === given) ? given : question.options[0].value;
}

function inputQuestion({ input }: Plan): ImportQuestion[] {
  if (input.kind !== 'one-hot' || input.isCertain) return [];
  return [
    {
      id: 'input',
      text: sentence('The network reads {0} numbers a step. What are they?', input.width),
      options: [
        {
          value: 'one-hot',
          title: sentence('One of {0} symbols', input.width),
          detail: sentence('If they are measurements, the network cannot run on text'),
        },
      ],
      isNeeded: true,
    },
  ];
}

/** Which of two functions a plain cell computes is in no tensor; PyTorch's modules know. */
function nonlinearity({ recurrent }: Plan, hints: TensorHints): ImportQuestion[] {
  if (recurrent.every(({ cell }) => cell !== 'RNN') || knownNonlinearity(hints)) return [];
  return [
    {
      id: 'nonlinearity',
      text: sentence('Which activation do the units of the recurrent layer have?'),
      options: [
        { value: 'tanh', title: sentence('tanh'), detail: sentence("PyTorch's default") },
        { value: 'relu', title: sentence('ReLU') },
      ],
      isNeeded: false,
    },
  ];
}

export function knownNonlinearity({ modules, settings }: TensorHints): 'tanh' | 'relu' | null {
  const known = [...modules.values(), { settings }].flatMap((of) => [
    of.settings.get('nonlinearity'),
    of.settings.get('mode'),
  ]);
  if (known.some((value) => value === 'relu' || value === 'RNN_RELU')) return 'relu';
  return known.some((value) => value === 'tanh' || value === 'RNN_TANH') ? 'tanh' : null;
}

const every: Option = {
  value: 'every',
  title: sentence('Every step'),
  detail: sentence('A label, or what comes next, for each token'),
};
const last: Option = {
  value: 'last',
  title: sentence('The last step'),
  detail: sentence('One answer for the text, from the last state of each direction'),
};
const lastOutput: Option = {
  value: 'last-output',
  title: sentence("The last step's output"),
  detail: sentence('output[:, -1]: of the backward direction, the state after the last token only'),
};
const mean: Option = { value: 'mean', title: sentence('The mean of all steps') };
const max: Option = { value: 'max', title: sentence('The largest of each unit over all steps') };

function answerQuestion(plan: Plan, hints: TensorHints): ImportQuestion {
  const isTwoWay = plan.recurrent.at(-1)!.layers[0].length === 2;
  const isEach = plan.isLanguageModel || hasTags(hints) || isNamedTagger(plan, hints);
  const whole = [last, ...(isTwoWay ? [lastOutput] : []), mean, max];
  return {
    id: 'answer',
    text: sentence('What does the network answer from?'),
    options: isEach ? [every, ...whole] : [...whole.slice(0, 1), every, ...whole.slice(1)],
    isNeeded: !isEach,
  };
}

/** What the file and its class are called says more than a layer's name: taggers have layers named classifier. */
function isNamedTagger({ head, recurrent }: Plan, { names }: TensorHints): boolean {
  const layers = [...head.map(({ name }) => name), ...recurrent.map(({ prefix }) => prefix)];
  for (const words of [names.join(' '), layers.join(' ')])
    if (EACH_STEP.test(words) || WHOLE_TEXT.test(words))
      return EACH_STEP.test(words) && !WHOLE_TEXT.test(words);
  return false;
}

/** Parts of speech and the letters that begin and go on with a name. */
function hasTags({ labels }: TensorHints): boolean {
  return [...(labels?.keys() ?? [])].some((label) => /^(B-|I-|NOUN$|VERB$|NN$|VB$|ADJ$)/i.test(label));
}

const halfQuestion: ImportQuestion = {
  id: 'directions',
  text: sentence('The head reads as many numbers as one direction has units. Which?'),
  options: [
    { value: 'backward', title: sentence('The backward direction'), detail: sentence('h_n[-1]') },
    { value: 'forward', title: sentence('The forward direction'), detail: sentence('h_n[-2]') },
    { value: 'sum', title: sentence('The sum of both') },
  ],
  isNeeded: true,
};

const ACTIVATIONS: readonly Option[] = [
  { value: 'relu', title: sentence('ReLU') },
  { value: 'tanh', title: sentence('tanh') },
  { value: 'linear', title: sentence('None') },
  { value: 'sigmoid', title: sentence('Sigmoid') },
  { value: 'gelu', title: sentence('GELU') },
];

function betweenQuestion({ head }: Plan): ImportQuestion {
  return {
    id: 'between',
    text: textBetween(head.map(({ name }) => name)),
    options: ACTIVATIONS,
    isNeeded: true,
  };
}

function textBetween(names: readonly string[]): Sentence {
  return sentence('Which activation is between the layers {0}? It is not in the file.', names.join(', '));
}

const beforeQuestion: ImportQuestion = {
  id: 'before',
  text: sentence('Which activation is between the layer after the embedding and the recurrent layer?'),
  options: [ACTIVATIONS[2], ...ACTIVATIONS.slice(0, 2)],
  isNeeded: true,
};

/** AllenNLP's embeddings project without an activation. */
function isProjectionOpen({ input }: Plan): boolean {
  return input.kind === 'embedding' && input.projections.some(({ name }) => !name.endsWith('_projection'));
}

const MODULE_ACTIVATIONS: Readonly<Record<string, string>> = {
  ReLU: 'relu',
  Tanh: 'tanh',
  Sigmoid: 'sigmoid',
  GELU: 'gelu',
  SiLU: 'swish',
  ELU: 'elu',
  SELU: 'selu',
  LeakyReLU: 'leaky-relu',
  Softplus: 'softplus',
  Softsign: 'softsign',
};

/** The activation between the head's layers: `linear` for a single one, null where it is not known. */
export function between({ head }: Plan, { modules }: TensorHints): string | null {
  if (head.length < 2) return 'linear';
  const names = [...modules.keys()];
  // Modules of a Sequential run in their order; that of attributes says nothing.
  const parent = head[0].name.replace(/\.?\d+$/, '');
  if (modules.get(parent)?.type !== 'Sequential') return null;
  const inside = names.slice(names.indexOf(head[0].name) + 1, names.indexOf(head[1].name));
  const types = inside.map((name) => modules.get(name)!.type).filter((type) => !type.startsWith('Dropout'));
  if (!head.every(({ name }) => name.startsWith(`${parent}.`)) || types.length > 1) return null;
  return types.length === 0 ? 'linear' : (MODULE_ACTIVATIONS[types[0]] ?? null);
}

function restQuestion({ unknown }: Plan): ImportQuestion {
  return {
    id: 'rest',
    text: sentence('What is done with {0} is not in the file. What shall run?', listed(unknown)),
    options: [
      {
        value: 'states',
        title: sentence('The recurrent layers only'),
        detail: sentence('Their states are shown, and no answer'),
      },
    ],
    isNeeded: true,
  };
}

function listed(names: readonly string[]): string {
  const more = names.length > 4 ? ' …' : '';
  return names.slice(0, 4).join(', ') + more;
}

import { parseArgs, type ParseArgsConfig } from 'node:util';
import { isRnnLensError, RnnLensError } from '../core/problems.js';
import { writeCards } from './cards.js';
import { describe, listModels } from './describe.js';
import { evaluate, SCORE_FORMATS } from './evaluate.js';
import { print } from './input.js';
import { DEFAULT_MODEL, loadModel, PROJECT_FOLDER } from './modelFolders.js';
import { states } from './states.js';
import { FORMATS, tagConllu, tagText, type Format } from './tag.js';

const USAGE = `RNN Lens: recurrent networks on text files

  tag [--model M] [--format conllu|tsv|json] [--input text|conllu] [--eight-bit] FILE|-
  states [--model M] --layer L --direction forward|backward --quantity h|c|i|f|g|o|r|z|n
         --out X.npy|X.safetensors FILE|-
  evaluate [--model M] [--format json|table] [--eight-bit] GOLD|generated
  cards [--project DIR] DATA
  train CONFIG.json --data DIR --out DIR
  models
  describe MODEL

M is the name of an installed model or a model folder; the default is ${DEFAULT_MODEL}. Offsets are UTF-16 code units.
GOLD is data of the kind the model was trained on; \`generated\` makes them again where they are generated. \`cards\`
evaluates every model of a project on the data sets that lie side by side in DATA and writes scores and cards.
\`--eight-bit\` tags a lot of text about twice as fast with numbers of 8 bits; \`evaluate\` then says what that costs.
`;

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options and the one positional argument of a command; a usage mistake is one sentence. */
function parse(args: string[], options: Options, positional: string): { values: Values; file: string } {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (positionals.length !== 1) throw new Error(`Give one ${positional}.`);
    return { values: new Values(values), file: positionals[0] };
  } catch (error) {
    throw new RnnLensError(`${(error as Error).message} See --help.`);
  }
}

class Values {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  text(name: string, fallback?: string): string {
    const value = this.values[name] ?? fallback;
    if (typeof value !== 'string') throw new RnnLensError(`--${name} is missing. See --help.`);
    return value;
  }

  isSet(name: string): boolean {
    return this.values[name] === true;
  }

  oneOf<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.text(name, fallback);
    if (!choices.includes(value as T))
      throw new RnnLensError(`--${name} must be one of ${choices.join(', ')}.`);
    return value as T;
  }
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const COMMANDS: Record<string, (args: string[]) => Promise<void>> = {
  async tag(args) {
    const { values, file } = parse(
      args,
      { model: text, format: text, input: text, 'eight-bit': flag },
      'FILE (or - for standard input)',
    );
    const format: Format = values.oneOf('format', FORMATS, 'conllu');
    const choice = { model: values.text('model', DEFAULT_MODEL), eightBit: values.isSet('eight-bit') };
    if (values.oneOf('input', ['text', 'conllu'], 'text') === 'text') return tagText(file, choice, format);
    if (format !== 'conllu')
      throw new RnnLensError('--input conllu is written back as --format conllu only.');
    return tagConllu(file, choice);
  },
  async states(args) {
    const options = { model: text, layer: text, direction: text, quantity: text, out: text };
    const { values, file } = parse(args, options, 'FILE (or - for standard input)');
    return states(file, {
      model: values.text('model', DEFAULT_MODEL),
      layer: Number(values.text('layer')),
      direction: values.text('direction'),
      quantity: values.text('quantity'),
      out: values.text('out'),
    });
  },
  async evaluate(args) {
    const options = { model: text, format: text, 'eight-bit': flag };
    const { values, file } = parse(args, options, 'GOLD file');
    const model = values.text('model', DEFAULT_MODEL);
    const format = values.oneOf('format', SCORE_FORMATS, 'json');
    await print(evaluate(file, { model, format, eightBit: values.isSet('eight-bit') }));
  },
  async cards(args) {
    const { values, file } = parse(args, { project: text }, 'folder of data sets');
    for (const line of writeCards(file, values.text('project', PROJECT_FOLDER))) await print(`${line}\n`);
  },
  async train(args) {
    const { values, file } = parse(args, { data: text, out: text }, 'CONFIG.json');
    // TensorFlow.js is large and only training needs it.
    const { train } = await import('./train.js');
    await train(file, values.text('data'), values.text('out'));
  },
  async models(args) {
    if (args.length > 0) throw new RnnLensError('models takes no arguments.');
    await print(listModels());
  },
  async describe(args) {
    const { file } = parse(args, {}, 'MODEL');
    await print(describe(loadModel(file)));
  },
};

async function main([command, ...args]: string[]): Promise<void> {
  if (command === undefined || command === '--help' || command === 'help') return print(USAGE);
  if (!Object.hasOwn(COMMANDS, command))
    throw new RnnLensError(`There is no command "${command}". See --help.`);
  return COMMANDS[command](args);
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

main(process.argv.slice(2)).catch((error: unknown) => {
  const known = isRnnLensError(error) || (error as NodeJS.ErrnoException).code !== undefined;
  process.stderr.write(
    `rnn-lens: ${known ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`,
  );
  process.exitCode = 1;
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { RnnLensError } from '../core/problems.js';
import { writeCards } from './cards.js';
import { describe, listModels } from './describe.js';
import { evaluate, SCORE_FORMATS } from './evaluate.js';
import { failureOf } from './failure.js';
import { print } from './input.js';
import { DEFAULT_MODEL, loadModel, PROJECT_FOLDER } from './modelFolders.js';
import { asksForHelp, flag, parse, text, usageError } from './options.js';
import { MARKUP_CHOICES } from './markedInput.js';
import { states } from './states.js';
import { FORMATS, tagConllu, tagText, type Format } from './tag.js';

const USAGE = `RNN Lens: recurrent networks on text files

  tag [--model M] [--format conllu|tsv|json] [--input text|conllu]
      [--markup auto|none] [--eight-bit] FILE|-
  states [--model M] --layer L --direction forward|backward --quantity h|c|i|f|g|o|r|z|n
         --out X.npy|X.safetensors [--markup auto|none] FILE|-
  evaluate [--model M] [--format json|table] [--tag-set S] [--eight-bit] GOLD|generated|families
  cards [--project DIR] [--transitions] DATA
  train CONFIG.json --data DIR --out DIR [--vectors FILE] [--from DIR]
  models
  describe MODEL
  help, --help, -h, --version

M is the name of an installed model or a model folder; the default is ${DEFAULT_MODEL}. Offsets are UTF-16 code units.
GOLD is data of the kind the model was trained on; \`generated\` makes them again where they are generated;
\`families\` are generated words of Korean that prose has few of, for models of Korean morphemes. \`cards\`
evaluates every model of a project on the data sets that lie side by side in DATA and writes scores and cards.
With \`--transitions\` it counts anew what label follows what, where a model's recipe weighs that.
\`--tag-set\` says which of a model's conventions GOLD has. \`train --vectors\` gives the word vectors that a recipe begins
with, \`--from\` the folder of the network it begins with: the recipe says which.
Files of Markdown, HTML and code are read as the prose in them, unless \`--markup none\` is given.
\`--eight-bit\` tags a lot of text about twice as fast with numbers of 8 bits; \`evaluate\` then says what that costs.
`;

const COMMANDS: Record<string, (args: string[]) => Promise<void>> = {
  async tag(args) {
    const { values, file } = parse(
      args,
      { model: text, format: text, input: text, markup: text, 'eight-bit': flag },
      'FILE (or - for standard input)',
    );
    const format: Format = values.oneOf('format', FORMATS, 'conllu');
    const choice = {
      model: values.text('model', DEFAULT_MODEL),
      eightBit: values.isSet('eight-bit'),
      markup: values.oneOf('markup', MARKUP_CHOICES, 'auto'),
    };
    if (values.oneOf('input', ['text', 'conllu'], 'text') === 'text') return tagText(file, choice, format);
    if (format !== 'conllu')
      throw new RnnLensError('--input conllu is written back as --format conllu only.');
    return tagConllu(file, choice);
  },
  async states(args) {
    const options = { model: text, layer: text, direction: text, quantity: text, out: text, markup: text };
    const { values, file } = parse(args, options, 'FILE (or - for standard input)');
    return states(file, {
      model: values.text('model', DEFAULT_MODEL),
      layer: values.count('layer'),
      direction: values.text('direction'),
      quantity: values.text('quantity'),
      out: values.text('out'),
      markup: values.oneOf('markup', MARKUP_CHOICES, 'auto'),
    });
  },
  async evaluate(args) {
    const options = { model: text, format: text, 'tag-set': text, 'eight-bit': flag };
    const { values, file } = parse(args, options, 'GOLD file');
    const model = values.text('model', DEFAULT_MODEL);
    const format = values.oneOf('format', SCORE_FORMATS, 'json');
    const [eightBit, tagSet] = [values.isSet('eight-bit'), values.optional('tag-set')];
    await print(await evaluate(file, { model, format, eightBit, tagSet }));
  },
  async cards(args) {
    const { values, file } = parse(args, { project: text, transitions: flag }, 'folder of data sets');
    const project = values.text('project', PROJECT_FOLDER);
    for await (const line of writeCards(file, project, values.isSet('transitions'))) await print(`${line}\n`);
  },
  async train(args) {
    const { values, file } = parse(args, { data: text, out: text, vectors: text, from: text }, 'CONFIG.json');
    // TensorFlow.js is large and only training needs it.
    const { train } = await import('./train.js');
    await train(file, values.text('data'), values.text('out'), {
      vectors: values.optional('vectors'),
      from: values.optional('from'),
    });
  },
  async models(args) {
    if (args.length > 0) throw new RnnLensError('models takes no arguments.');
    await print(await listModels());
  },
  async describe(args) {
    const { file } = parse(args, {}, 'MODEL');
    await print(describe(await loadModel(file)));
  },
};

async function main([command, ...args]: string[]): Promise<void> {
  if (command === undefined || command === 'help' || asksForHelp([command, ...args])) return print(USAGE);
  if (command === '--version') return print(`${versionOf(PROJECT_FOLDER)}\n`);
  if (!Object.hasOwn(COMMANDS, command)) usageError(`There is no command "${command}".`);
  return COMMANDS[command](args);
}

function versionOf(project: string): string {
  const { version } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

function fail(error: unknown, file?: string): void {
  process.stderr.write(`rnn-lens: ${failureOf(error, file)}\n`);
  process.exitCode = 1;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`| head`) is no error.
  if (error.code === 'EPIPE') process.exit(0);
  fail(error, 'standard output');
  process.exit();
});
// Where errors cannot be told, the exit code still says that there was one.
process.stderr.on('error', () => undefined);

main(process.argv.slice(2)).catch((error: unknown) => fail(error));

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ARRAY_FORMATS } from '../core/formats/arrayFile.js';
import { RnnLensError } from '../core/problems.js';
import { ATTRIBUTION_METHODS } from '../core/analysis/attribution/method.js';
import { ATTRIBUTION_FORMATS, attributeText } from './attribute.js';
import { FORMATS } from './bulk/formats.js';
import { calibrate } from './calibrate.js';
import { writeCards } from './cards.js';
import { compare, COMPARE_FORMATS } from './compare.js';
import { checkEncoding, type EncodingChoice } from './decoding.js';
import { describe, listModels } from './describe.js';
import { evaluate } from './evaluate.js';
import { EXPORT_FORMATS } from '../core/export/exportFormats.js';
import { writeExport } from './exportModel.js';
import { failureOf } from './failure.js';
import { importModel } from './importModel.js';
import { checkLanguage, MARKUP_CHOICES, type MarkupOptions } from './markedInput.js';
import { DEFAULT_MODEL, loadModel, PROJECT_FOLDER } from './modelFolders.js';
import { asksForHelp, flag, parse, parseFiles, text, texts, usageError, type Values } from './options.js';
import { PRECISIONS, withTagSet } from '../core/formats/modelPackage.js';
import { pack } from './pack.js';
import { print } from './print.js';
import { report } from './report.js';
import { SCORE_FORMATS } from './scores.js';
import { states } from './states.js';
import { step, STEP_FORMATS } from './step.js';
import { tagConllu, tagText } from './tag.js';
import { trajectory, TRAJECTORY_FORMATS } from './trajectory.js';
import { ablateUnits } from './ablateUnits.js';
import { tagUnit } from './tagUnits.js';
import { matchUnits, type MatchOptions } from './matchUnits.js';
import { units } from './units.js';
import { USAGE, usageOf, type CommandName } from './usage.js';

/** `id=value` each. */
function answersOf(given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    given.map((one) => {
      const at = one.indexOf('=');
      if (at < 1) usageError(`--answer needs QUESTION=VALUE, not "${one}".`);
      return [one.slice(0, at), one.slice(at + 1)];
    }),
  );
}

/** Which units are looked for, and what counts as on. */
function onOf(
  values: Values,
): Pick<MatchOptions, 'units' | 'side' | 'threshold' | 'length' | 'direction' | 'quantity'> {
  const units = values.text('on');
  if (!/^\d{1,9}(,\d{1,9})*$/.test(units)) usageError(`--on needs numbers of units, not "${units}".`);
  const [above, below] = [values.optional('above'), values.optional('below')];
  if (above !== undefined && below !== undefined) usageError('Give one of --above and --below.');
  const threshold = Number(above ?? below ?? 0.3);
  if (!Number.isFinite(threshold)) usageError('--above and --below need a number.');
  return {
    units: units.split(',').map(Number),
    ...{ side: below === undefined ? 'high' : 'low', threshold },
    length: values.optional('length') === undefined ? 1 : values.count('length'),
    ...{ direction: values.text('direction', 'forward'), quantity: values.text('quantity', 'h') },
  };
}

/** Options of every command over many inputs. */
const MANY = { model: text, out: text, encoding: text, threads: text };
const MARKUP = { markup: text, language: text };

/** Commands by name; those over many inputs resolve to whether all went through. */
const COMMANDS: Record<CommandName, (args: string[]) => Promise<boolean | void>> = {
  async tag(args) {
    const own = {
      format: text,
      input: text,
      'no-positions': flag,
      'tag-set': text,
      certainty: flag,
      'eight-bit': flag,
    };
    const { values, files } = parseFiles(
      args,
      { ...MANY, ...MARKUP, ...own },
      'FILE (or - for standard input)',
    );
    const options = {
      ...manyOf(values),
      out: values.optional('out') ?? null,
      format: values.optional('format') === undefined ? null : values.oneOf('format', FORMATS, 'conllu'),
      positions: !values.isSet('no-positions'),
      certainty: values.isSet('certainty'),
      eightBit: values.isSet('eight-bit'),
      tagSet: values.optional('tag-set'),
      markup: markupOf(values),
    };
    if (values.oneOf('input', ['text', 'conllu'], 'text') === 'text') return tagText(files, options);
    if (options.format !== null && options.format !== 'conllu')
      throw new RnnLensError('--input conllu is written back as --format conllu only.');
    return tagConllu(files, options);
  },
  async states(args) {
    const own = { layer: text, direction: text, quantity: text, format: text };
    const { values, files } = parseFiles(
      args,
      { ...MANY, ...MARKUP, ...own },
      'FILE (or - for standard input)',
    );
    return states(files, {
      ...manyOf(values),
      layer: values.count('layer'),
      direction: values.text('direction'),
      quantity: values.text('quantity'),
      out: values.text('out'),
      format: values.optional('format') === undefined ? null : values.oneOf('format', ARRAY_FORMATS, 'npy'),
      markup: markupOf(values),
    });
  },
  async attribute(args) {
    const own = { at: text, method: text, label: text, head: text, pairs: flag, format: text };
    const options = { model: text, encoding: text, 'tag-set': text, ...MARKUP, ...own };
    const { values, file } = parse(args, options, 'FILE (or - for standard input)');
    const encoding = encodingOf(values);
    const loaded = withTagSet(
      await loadModel(values.text('model', DEFAULT_MODEL)),
      values.optional('tag-set'),
    );
    const answer = await attributeText(loaded, file, {
      at: values.text('at'),
      method: values.oneOf('method', ATTRIBUTION_METHODS, 'hide'),
      label: values.optional('label'),
      head: values.optional('head'),
      pairs: values.isSet('pairs'),
      format: values.oneOf('format', ATTRIBUTION_FORMATS, 'tsv'),
      encoding,
      markup: markupOf(values),
    });
    await print(answer);
  },
  async trajectory(args) {
    const own = { layer: text, direction: text, quantity: text, format: text, encoding: text, model: text };
    const { values, file } = parse(args, { ...MARKUP, ...own }, 'FILE');
    const { model, encoding } = manyOf(values);
    await trajectory(file, {
      ...{ model, encoding, markup: markupOf(values) },
      layer: values.optional('layer') === undefined ? 0 : values.count('layer'),
      ...{ direction: values.text('direction', 'forward'), quantity: values.text('quantity', 'h') },
      format: values.oneOf('format', TRAJECTORY_FORMATS, 'tsv'),
    });
  },
  async step(args) {
    const own = {
      at: text,
      layer: text,
      direction: text,
      unit: text,
      format: text,
      encoding: text,
      model: text,
    };
    const { values, file } = parse(args, { ...MARKUP, ...own }, 'FILE (or - for standard input)');
    const count = (name: string): number => (values.optional(name) === undefined ? 0 : values.count(name));
    const { model, encoding } = manyOf(values);
    await print(
      await step(file, {
        ...{ model, encoding, markup: markupOf(values), at: values.text('at') },
        ...{ layer: count('layer'), unit: count('unit'), direction: values.text('direction', 'forward') },
        format: values.oneOf('format', STEP_FORMATS, 'tsv'),
      }),
    );
  },
  async units(args) {
    const own = { select: text, passage: text, format: text, top: text, model: text, encoding: text };
    const off = { 'switch-off': text, layer: text, direction: text, tags: flag, quantity: text, unit: text };
    const on = { on: text, above: text, below: text, length: text };
    const { values, files } = parseFiles(args, { ...own, ...off, ...on, ...MARKUP }, 'FILE');
    const [select, passage] = [values.optional('select') ?? null, values.optional('passage') ?? null];
    const at = values.optional('switch-off') ?? null;
    const isTags = values.isSet('tags');
    const isOn = values.optional('on') !== undefined;
    if ([select, passage, at, isTags || null, isOn || null].filter((each) => each !== null).length !== 1)
      usageError('Give one of --select, --passage, --switch-off, --tags and --on.');
    const [file, ...more] = files;
    if (more.length > 0 && !isOn) usageError('Give one FILE.');
    const encoding = values.optional('encoding') ?? null;
    checkEncoding(encoding);
    const common = {
      encoding,
      model: values.text('model', DEFAULT_MODEL),
      format: values.oneOf('format', ['table', 'json'], 'table'),
      top: values.optional('top') === undefined ? 20 : values.count('top'),
      markup: markupOf(values),
    };
    const layer = values.optional('layer') === undefined ? 0 : values.count('layer');
    if (isOn) return matchUnits(files, { ...common, layer, ...onOf(values) });
    if (isTags)
      return tagUnit(file, {
        ...{ ...common, layer, unit: values.optional('unit') === undefined ? 0 : values.count('unit') },
        ...{ direction: values.text('direction', 'forward'), quantity: values.text('quantity', 'h') },
      });
    if (at === null) return units(file, { ...common, select, passage });
    await ablateUnits(file, {
      ...{ ...common, at, layer },
      direction: values.oneOf('direction', ['forward', 'backward'], 'forward'),
    });
  },
  async compare(args) {
    const own = { model: texts, layer: text, direction: text, top: text, format: text, 'tag-set': text };
    const { values, file } = parse(
      args,
      { ...own, encoding: text, ...MARKUP },
      'FILE (or - for standard input)',
    );
    const [a, b, ...more] = values.all('model');
    if (a === undefined || b === undefined || more.length > 0) usageError('Give --model twice: A and B.');
    const count = (name: string): number | undefined =>
      values.optional(name) === undefined ? undefined : values.count(name);
    const answer = await compare(file, {
      ...{ models: [a, b], tagSet: values.optional('tag-set'), markup: markupOf(values) },
      ...{ layer: count('layer'), direction: values.text('direction', 'forward'), top: count('top') ?? 20 },
      ...{ format: values.oneOf('format', COMPARE_FORMATS, 'tsv'), encoding: encodingOf(values) },
    });
    await print(answer);
  },
  async report(args) {
    const own = { out: text, check: flag, layer: text, direction: text, quantity: text, 'tag-set': text };
    const options = { model: text, encoding: text, ...MARKUP, ...own };
    const { values, file } = parse(args, options, 'FILE (or - for standard input)');
    await report(file, {
      ...{ model: values.text('model', DEFAULT_MODEL), tagSet: values.optional('tag-set') },
      layer: values.optional('layer') === undefined ? undefined : values.count('layer'),
      ...{ direction: values.text('direction', 'forward'), quantity: values.text('quantity', 'h') },
      ...{ out: values.text('out'), check: values.isSet('check'), encoding: encodingOf(values) },
      ...{ markup: markupOf(values), version: versionOf(PROJECT_FOLDER) },
    });
  },
  async import(args) {
    const own = { vocabulary: text, alphabet: text, labels: text, name: text, out: text, answer: texts };
    const { values, file } = parse(args, { ...own, text, 'dry-run': flag }, 'FILE');
    const orNull = (name: string): string | null => values.optional(name) ?? null;
    await print(
      await importModel(file, {
        ...{ vocabulary: orNull('vocabulary'), alphabet: orNull('alphabet'), labels: orNull('labels') },
        ...{ name: orNull('name'), out: values.text('out', path.join('.rnn-lens', 'models')) },
        ...{ answers: answersOf(values.all('answer')), isDryRun: values.isSet('dry-run') },
        text: orNull('text'),
      }),
    );
  },
  async export(args) {
    const { values, file } = parse(args, { format: text, out: text }, 'MODEL');
    const format = values.oneOf('format', EXPORT_FORMATS, 'pytorch');
    await print(await writeExport(file, format, values.text('out')));
  },
  async evaluate(args) {
    const own = { format: text, 'tag-set': text, 'eight-bit': flag };
    const { values, files } = parseFiles(args, { ...MANY, ...own }, 'GOLD file');
    const format = values.oneOf('format', SCORE_FORMATS, 'json');
    const out = values.optional('out') ?? null;
    const [eightBit, tagSet] = [values.isSet('eight-bit'), values.optional('tag-set')];
    return evaluate(files, { ...manyOf(values), format, out, eightBit, tagSet });
  },
  async calibrate(args) {
    const { values, file } = parse(args, { model: text }, 'GOLD file');
    await print(await calibrate(file, values.text('model')));
  },
  async pack(args) {
    const { values, file } = parse(args, { out: text, precision: text, tables: text }, 'folder of a model');
    const precision = values.oneOf('precision', PRECISIONS, 'I8');
    const tables = values.optional('tables') === undefined ? null : values.oneOf('tables', ['F4'], 'F4');
    await print(pack(file, values.text('out'), { precision, ...(tables && { tablePrecision: tables }) }));
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

function manyOf(values: Values): { model: string; encoding: EncodingChoice; threads: number | null } {
  const encoding = encodingOf(values);
  const threads = values.optional('threads') === undefined ? null : values.count('threads');
  if (threads === 0) usageError('--threads must be at least 1.');
  return { model: values.text('model', DEFAULT_MODEL), encoding, threads };
}

function encodingOf(values: Values): EncodingChoice {
  const encoding = values.optional('encoding') ?? null;
  checkEncoding(encoding);
  return encoding;
}

function markupOf(values: Values): MarkupOptions {
  const language = values.optional('language') ?? null;
  checkLanguage(language);
  return { choice: values.oneOf('markup', MARKUP_CHOICES, 'auto'), language };
}

async function main([command, ...args]: string[]): Promise<void> {
  if (command === undefined || command === 'help' || asksForHelp([command])) return print(USAGE);
  if (command === '--version') return print(`${versionOf(PROJECT_FOLDER)}\n`);
  if (!isCommand(command)) usageError(`There is no command "${command}".`);
  if (asksForHelp(args)) return print(usageOf(command));
  const isWhole = await COMMANDS[command](args);
  if (isWhole === false) process.exitCode = 1;
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
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

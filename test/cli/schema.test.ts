// The published schema of the command line's JSON: what every command really prints is as it says, and nothing else is.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { Ajv } from 'ajv';
import { SYNOPSES } from '../../src/cli/usage.js';
import { ok } from './program.js';

const SCHEMA = JSON.parse(readFileSync('media/schemas/cli-output.schema.json', 'utf8')) as {
  readonly definitions: Readonly<Record<string, object>>;
};

const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-schema-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  const at = path.join(folder, name);
  writeFileSync(at, text);
  return at;
};

const ajv = new Ajv({ strict: true, allowUnionTypes: true }).addSchema(SCHEMA, 'schema');

function problems(definition: string, value: unknown): string | null {
  const validate = ajv.getSchema(`schema#/definitions/${definition}`);
  assert.ok(validate, `there is no definition ${definition}`);
  return validate(value) === true ? null : ajv.errorsText(validate.errors);
}

const english = file('en.txt', 'The keeper climbed the old tower. "It rained," he said.\n');
const korean = file('ko.txt', '등대지기는 탑을 올랐다.\n');
const reviews = file('reviews.txt', '재미있는 영화였다.\n별로였다.\n');
const signs = file('signs.txt', '(()[])\n');
const numbers = file('numbers.txt', '1 1\n2 2\n');
const words = '1\tDogs\tdog\tNOUN\tNNS\t_\t0\troot\t_\t_\n2\tbark\tbark\tVERB\tVBP\t_\t0\troot\t_\t_\n\n';
const gold = file('gold.conllu', `# text = Dogs bark.\n${words}`);
const koreanWord = '1\t탑을\t탑+을\tNOUN\tncn+jco\t_\t0\troot\t_\t_\n\n';
const koreanGold = file('ko.conllu', `# text = 탑을\n${koreanWord}`);
const requests = file('requests.conll', '# intent = PlayMusic\nplay\tO\njazz\tgenre\n\n');
const table = file('reviews.tsv', 'id\tdocument\tlabel\n1\t재미있는 영화였다.\t1\n2\t별로였다.\t0\n');
const feelings = file('feelings.tsv', 'I love this!\t18\tx\nThis is bad.\t3,9\ty\n');

/** What is run, and which definition says what comes of it. */
const RUNS: readonly (readonly [definition: string, args: readonly string[]])[] = [
  ['tag', ['tag', '--format', 'json', english]],
  ['tag', ['tag', '--format', 'json', '--no-positions', english, reviews]],
  ['tag', ['tag', '--model', 'korean-morphology', '--format', 'json', korean]],
  ['tag', ['tag', '--model', 'english-requests', '--format', 'json', english]],
  ['tag', ['tag', '--model', 'english-feelings', '--format', 'json', english]],
  ['tag', ['tag', '--model', 'korean-sentiment', '--format', 'json', reviews]],
  ['tag', ['tag', '--model', 'tolstoy-gru', '--format', 'json', english]],
  ['tagLine', ['tag', '--format', 'jsonl', file('one.txt', 'Dogs bark.')]],
  ['tagLine', ['tag', '--model', 'parentheses', '--format', 'jsonl', signs]],
  ['attribute', ['attribute', '--at', '1:5', '--format', 'json', english]],
  [
    'attribute',
    ['attribute', '--model', 'tolstoy-gru', '--at', '1:9', '--pairs', '--format', 'json', english],
  ],
  ['step', ['step', '--at', '1:5', '--format', 'json', english]],
  ['step', ['step', '--model', 'tolstoy-gru', '--at', '1:6', '--format', 'json', english]],
  ['step', ['step', '--model', 'textbook-rnn', '--at', '2:1', '--format', 'json', numbers]],
  ['trajectory', ['trajectory', '--model', 'tolstoy-gru', '--format', 'json', english]],
  ['units', ['units', '--passage', 'old tower', '--format', 'json', english]],
  ['units', ['units', '--model', 'parentheses', '--select', '3:5,0:1', '--format', 'json', signs]],
  ['unitsSwitchOff', ['units', '--switch-off', '1:5', '--format', 'json', english]],
  ['unitsTags', ['units', '--tags', '--unit', '3', '--format', 'json', english]],
  ['compare', ['compare', '--model', 'tolstoy-gru', '--model', 'tolstoy-lstm', '--format', 'json', english]],
  [
    'compare',
    ['compare', '--model', 'english-pos', '--model', 'english-feelings', '--format', 'json', english],
  ],
  ['taggerEvaluation', ['evaluate', '--eight-bit', gold]],
  ['taggerEvaluation', ['evaluate', '--model', 'korean-morphology', koreanGold]],
  ['taggerEvaluation', ['evaluate', '--model', 'english-requests', requests]],
  ['classifierEvaluation', ['evaluate', '--model', 'korean-sentiment', table]],
  ['labelSetsEvaluation', ['evaluate', '--model', 'english-feelings', feelings]],
  ['languageModelEvaluation', ['evaluate', '--model', 'tolstoy-gru', english]],
  ['languageModelEvaluation', ['evaluate', '--model', 'parentheses', signs]],
  ['negationEvaluation', ['evaluate', '--model', 'korean-sentiment', 'families']],
  ['familiesEvaluation', ['evaluate', '--model', 'korean-morphology', 'families']],
];

/** Commands that print JSON by their synopses. */
const WITH_JSON = Object.entries(SYNOPSES).flatMap(([name, synopsis]) =>
  /--format [\w|]*json/.test(synopsis) ? [name] : [],
);

test('every command that prints JSON is run, and every definition is of something that is printed', () => {
  assert.deepEqual([...new Set(RUNS.map(([, [command]]) => command))].sort(), [...WITH_JSON].sort());
  const used = new Set(RUNS.map(([definition]) => definition));
  const refer = (name: string) => JSON.stringify(SCHEMA).includes(`"#/definitions/${name}"`);
  for (const name of Object.keys(SCHEMA.definitions)) assert.ok(used.has(name) || refer(name), name);
});

for (const [definition, args] of RUNS)
  test(`what it prints is a ${definition}: ${args.filter((arg) => !arg.startsWith(folder)).join(' ')}`, async () => {
    const printed = JSON.parse(await ok(args)) as Record<string, unknown>;
    assert.equal(problems(definition, printed), null);
    const isNamed = /Evaluation$/.test(definition) ? 'evaluate' : definition;
    assert.equal(problems(isNamed, printed), null);
    for (const changed of changesOf(printed)) assert.notEqual(problems(definition, changed), null);
  });

/** The same with a field renamed, one left out, and one more: of a list in its first object. */
function changesOf(printed: unknown): unknown[] {
  if (Array.isArray(printed)) return changesOf(printed[0]).map((first) => [first, ...printed.slice(1)]);
  const object = printed as Record<string, unknown>;
  const [name] = Object.keys(object).filter((key) => !['document', 'start', 'end', 'file'].includes(key));
  const { [name]: value, ...rest } = object;
  return [{ ...rest, [`${name}s`]: value }, rest, { ...object, more: 1 }];
}

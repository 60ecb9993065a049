// Reporter for node:test: prints what failed and nothing else, and writes the counts and times for run.mjs to files.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

export default async function* reporter(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const times = [];
  const output = new Map();
  for await (const { type, data } of events) {
    takeTime(times, type, data);
    if (type === 'test:stdout' || type === 'test:stderr') {
      output.set(data.file, (output.get(data.file) ?? '') + data.message);
    } else if (type === 'test:pass') {
      const problem = countPass(counts, data);
      if (problem) yield problem;
    } else if (type === 'test:fail' && !onlyItsChildrenFailed(data)) {
      counts.failed++;
      yield failure(data, output.get(data.file));
      output.delete(data.file);
    }
  }
  writeFileSync(process.env.RNN_LENS_COUNTS, JSON.stringify(counts));
  if (process.env.RNN_LENS_TIMES) writeFileSync(process.env.RNN_LENS_TIMES, JSON.stringify(times));
}

function takeTime(times, type, { details, nesting, file, name, message }) {
  if ((type === 'test:pass' || type === 'test:fail') && nesting === 0)
    times.push({ ms: details.duration_ms, file: file ? path.relative('.', file) : '', name });
  // What comes out of the extension host took its time there.
  const inHost = type === 'test:diagnostic' && /^(\d+) ms in the extension host$/.exec(message);
  if (inHost && times.length > 0) times.at(-1).ms = Number(inHost[1]);
}

function countPass(counts, data) {
  if (data.details.type === 'suite') return undefined;
  if (data.skip !== undefined || data.todo !== undefined) {
    counts.skipped++;
    return `- skipped: ${data.name}\n`;
  }
  // node:test reports a file that registered no test as one passing test with the file's name.
  if (data.nesting === 0 && data.name.endsWith('.mjs')) {
    counts.failed++;
    return `✖ ${data.name} has no tests\n`;
  }
  counts.passed++;
  return undefined;
}

/** The failing children were counted already. */
function onlyItsChildrenFailed(data) {
  return data.details.error?.failureType === 'subtestsFailed';
}

function failure(data, printed) {
  const error = data.details.error;
  const cause = error?.cause ?? error;
  const text = cause?.stack ?? String(cause?.message ?? cause);
  const file = data.file ? ` (${path.relative('.', data.file)})` : '';
  const lines = [`✖ ${data.name}${file}`, indent(text)];
  if (printed) lines.push(indent(`It printed:\n${printed.slice(-4000)}`));
  return `${lines.join('\n')}\n`;
}

function indent(text) {
  return text.trimEnd().replace(/^/gm, '    ');
}

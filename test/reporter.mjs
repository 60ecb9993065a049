// Reporter for node:test: prints what failed and nothing else, and writes the counts for run.mjs to a file.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

export default async function* reporter(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const output = new Map();
  for await (const { type, data } of events) {
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

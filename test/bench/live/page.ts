// docs/benchmarks-live.md: one page, each part of it made by the command that measures it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../../project.mjs';

const NAME = 'benchmarks-live.md';
const COMMANDS = [
  'bench:live -- --only keys',
  'bench:live',
  'bench:live -- --only sequences',
  'bench:editor',
  'bench:training',
  'bench:page',
] as const;
type Command = (typeof COMMANDS)[number];

/** Puts what a command measured in its place of the page, in docs/ or (`quick`) in out/bench; resolves to that part. */
export async function writePart(command: Command, lines: readonly string[], quick: boolean): Promise<string> {
  const folder = quick ? path.join(root, 'out', 'bench') : path.join(root, 'docs');
  const file = path.join(folder, NAME);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const parts = COMMANDS.map((name) =>
    [markOf(name), name === command ? lines.join('\n') : partOf(before, name)].join('\n\n'),
  );
  const config = await resolveConfig(path.join(root, 'package.json'));
  const text = await format(['# While typing', ...parts].join('\n\n'), { ...config, parser: 'markdown' });
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
  return partOf(text, command);
}

/** What else kept the machine busy: other numbers would come of a quiet one. */
export function machineLine(): string {
  return `Processors: ${availableParallelism()}; load when this was written: ${loadavg()[0].toFixed(1)}.`;
}

function markOf(command: Command): string {
  return `<!-- npm run ${command} -->`;
}

function partOf(text: string, command: Command): string {
  const [, part = ''] = text.split(markOf(command));
  return part.split('<!-- npm run ')[0].trim();
}

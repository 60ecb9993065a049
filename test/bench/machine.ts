import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** What the numbers were measured on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  /** Processes that wanted to run before the bench started, mean of a minute; 0 on Windows. */
  readonly load: number;
}

/** This machine. */
export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split('-')[0]}`,
    load: loadavg()[0],
  };
}

/** Versions of a Node program. */
export function nodeVersions(program: string): { node: string; v8: string } {
  const { stdout } = spawnSync(program, ['-p', 'JSON.stringify(process.versions)'], { encoding: 'utf8' });
  const { node, v8 } = JSON.parse(stdout) as { node: string; v8: string };
  return { node, v8 };
}

/** Whether Python has PyTorch. */
export function hasTorch(): boolean {
  return spawnSync('python3', ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
}

// A test runner for inside the extension host, where node:test is not: registers, runs one by one, reports by line.
import { hostResultMark, type HostResult } from './hostResult.js';

interface HostTest {
  readonly name: string;
  readonly body: (note: (text: string) => void) => Promise<void> | void;
  readonly timeoutMs: number;
}

const tests: HostTest[] = [];
/** A test that hangs must not hide the others' results. */
const TIMEOUT_MS = 120_000;

/** Registers a test; it fails when `body` throws or rejects. What `body` notes is reported with it. */
export function test(name: string, body: HostTest['body'], timeoutMs = TIMEOUT_MS): void {
  tests.push({ name, body, timeoutMs });
}

/** Runs all registered tests. Rejects when one failed, which VS Code turns into its exit code. */
export async function runTests(): Promise<void> {
  globalThis.process?.setSourceMapsEnabled(true);
  let failed = 0;
  for (const registered of tests) {
    const result = await runOne(registered);
    if (result.error !== null) failed++;
    console.log(hostResultMark + JSON.stringify(result));
  }
  if (failed > 0) throw new Error(`${failed} of ${tests.length} tests in the extension host failed.`);
}

async function runOne({ name, body, timeoutMs }: HostTest): Promise<HostResult> {
  const started = performance.now();
  const notes: string[] = [];
  const ended = (error: string | null) => ({ name, error, notes, elapsedMs: performance.now() - started });
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It took longer than ${timeoutMs / 1000} s.`)), timeoutMs);
  });
  try {
    await Promise.race([Promise.resolve().then(() => body((text) => notes.push(text))), timeout]);
    return ended(null);
  } catch (error) {
    return ended(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    clearTimeout(timer);
  }
}

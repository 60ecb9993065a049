/** The project's folder. */
export const root: string;

/** Runs a command to its end. */
export function run(
  command: string,
  args: readonly string[],
  options?: { cwd?: string; env?: Readonly<Record<string, string>>; show?: boolean; timeoutMs?: number },
): Promise<{ code: number; output: string }>;

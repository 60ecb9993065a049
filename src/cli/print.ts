import { once } from 'node:events';
import { stdout } from 'node:process';

/** Writes to standard output, waiting where the reader is slower. */
export async function print(text: string | Uint8Array): Promise<void> {
  if (text.length > 0 && !stdout.write(text)) await once(stdout, 'drain');
}

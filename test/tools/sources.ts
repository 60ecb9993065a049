import { readdirSync } from 'node:fs';
import path from 'node:path';

/** All TypeScript files below a folder of the repository, with `/` between the parts of their paths. */
export function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(name);
    return name.endsWith('.ts') ? [name] : [];
  });
}

import { readdirSync, readFileSync, statSync, watch } from 'node:fs';
import path from 'node:path';
import type { FileFacts, ModelFolders } from '../models/modelSource.js';

/** The folders below a folder of this machine; read at once, which takes Node less time to start than asking it to wait. */
export function nodeFolders(root: string): ModelFolders {
  return {
    folders: async () => namesIn(root).filter((name) => factsOf(path.join(root, name))?.isDirectory()),
    files: async (folder) => {
      const place = path.join(root, folder);
      const found = namesIn(place).flatMap((name): [string, FileFacts][] => {
        const facts = factsOf(path.join(place, name));
        return facts?.isFile() ? [[name, { sizeBytes: facts.size, modified: facts.mtimeMs }]] : [];
      });
      return new Map(found);
    },
    bytes: async (folder, file) => new Uint8Array(readFileSync(path.join(root, folder, file))),
    watch: (changed) => {
      if (!factsOf(root)?.isDirectory()) return () => undefined;
      const watcher = watch(root, { recursive: true }, changed);
      return () => watcher.close();
    },
  };
}

/** Nothing for a folder that is not there. */
function namesIn(folder: string): string[] {
  return factsOf(folder)?.isDirectory() ? readdirSync(folder) : [];
}

function factsOf(file: string) {
  return statSync(file, { throwIfNoEntry: false });
}

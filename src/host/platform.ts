import type * as vscode from 'vscode';
import type { StartWorker } from '../protocol/rpc.js';

/** What differs between the hosts: Node's, on a desktop or a server, and a browser's. */
export interface HostPlatform extends HostFiles {
  readonly startEngine: StartWorker;
  /** With the first training. */
  readonly startTrainer: StartWorker;
  /** Of the machine. */
  readonly cores: number;
  /** Resolves once what waits was handled: long work of the host awaits it between its parts. */
  readonly yieldTurn: () => Promise<void>;
}

/** Files and their paths. */
export interface HostFiles {
  /** Where the engine can read a file by itself; null where it must be given what is in it. */
  readonly pathOf: (file: vscode.Uri) => string | null;
  /** What an absolute path in the settings is about; null where there is no machine that it could be of. */
  readonly atPath: (path: string) => vscode.Uri | null;
}

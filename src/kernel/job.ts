import { CELL_ACTIVATIONS } from '../core/rnn/activations.js';
import { activationOf, gateActivationOf, resetsBefore, type RnnConfig } from '../core/rnn/config.js';
import type { KernelMemory } from './memory.js';

/** Fields of a kernel job in the order of assembly/job.ts, which says what each is. */
export const FIELDS = [
  'cell',
  'rows',
  'lengths',
  'firsts',
  'stride',
  'hidden',
  'state',
  'a',
  'wHh',
  'bHn',
  'hOut',
  'hStep',
  'h0',
  'cState',
  'cOut',
  'gates',
  'bN',
  'unprojected',
  'wHr',
  'scratch',
  'zeros',
  'dOut',
  'dOutStep',
  'wHhT',
  'wHrT',
  'dA',
  'dB',
  'dH',
  'hBefore',
  'dHState',
  'dCState',
  'c0',
  'bytes',
  'gateActivation',
  'activation',
  'reset',
  'wHnT',
] as const;

/** One layer and direction over some rows; what is left out is 0. */
export type Job = Partial<Record<(typeof FIELDS)[number], number>>;

/** The cell of a job: its number in assembly/cells.ts, and its activations' in assembly/activations.ts. */
export function cellFields(config: RnnConfig): Job {
  return {
    cell: { RNN_TANH: 0, RNN_RELU: 0, GRU: resetsBefore(config) ? 2 : 1, LSTM: 3 }[config.cell],
    gateActivation: CELL_ACTIVATIONS.indexOf(gateActivationOf(config)),
    activation: CELL_ACTIVATIONS.indexOf(activationOf(config)),
  };
}

/** Writes a job for a kernel; the answer is its address. */
export function writeJob(memory: KernelMemory, job: Job): number {
  const address = memory.reserve(FIELDS.length);
  const fields = memory.i32(address, FIELDS.length);
  for (let k = 0; k < FIELDS.length; k++) fields[k] = job[FIELDS[k]] ?? 0;
  return address;
}

/** `n` rounded up to whole panels of 8. */
export function padded(n: number): number {
  return (n + 7) & ~7;
}

import {
  mergeUnitNames,
  readUnitNames,
  unitsOf,
  writeUnitNames,
  UNIT_NAMES_FILE,
  type NamedUnit,
  type UnitNamesByHash,
} from '../core/formats/unitNames.js';
import type { RnnConfig } from '../core/rnn/config.js';
import type { ModelRegistry, NamesBeside } from './modelRegistry.js';

/** Where names are kept of models that nothing can be written beside. */
export interface OwnNames {
  /** Where that is, for people. */
  readonly place: string;
  /** null while there is nothing. */
  read(): Promise<string | null>;
  write(json: string): Promise<void>;
}

/** Nothing was ever kept. */
export const NO_OWN_NAMES: OwnNames = {
  place: '',
  read: async () => null,
  write: async () => undefined,
};

/**
 * What units of models are called: in the file beside a model, and in one of our own for what came with RNN Lens and for
 * models that are not there yet. Both are by the hash of the weights; what is kept of our own counts.
 */
export class UnitNames {
  private readonly hashes = new Map<string, { readonly version: string; readonly hash: Promise<string> }>();
  /** Writing begins when what was written before is there. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly registry: () => ModelRegistry,
    private readonly own: OwnNames = NO_OWN_NAMES,
  ) {}

  /** The units of a model that have a name or a note; rejects with RnnLensError where a file of names is damaged. */
  async of(id: string, rnn: RnnConfig): Promise<readonly NamedUnit[]> {
    return unitsOf(rnn, (await this.all(id)).units);
  }

  /** Names a unit of a model, in the file beside it if that can be written; empty words take them away. */
  name(id: string, named: NamedUnit): Promise<void> {
    const one = async (): Promise<void> => {
      const beside = await this.registry().beside(id);
      if (!beside) return;
      const hash = await this.hashOf(id, beside);
      const added = new Map([[hash, { model: id, units: [named] }]]);
      if (beside.write && (await wrote(beside, added))) return this.forget(hash, named);
      await this.own.write(writeUnitNames(mergeUnitNames(await this.ownNames(), added)));
    };
    const naming = this.last.then(one);
    this.last = naming.catch(() => undefined);
    return naming;
  }

  /** Takes over the names of a file that somebody sent: how many units of how many models; rejects with RnnLensError. */
  async merge(json: string, file: string): Promise<{ readonly units: number; readonly models: number }> {
    const read = readUnitNames(json, file);
    const merging = this.last.then(async () => {
      await this.own.write(writeUnitNames(mergeUnitNames(await this.ownNames(), read)));
    });
    this.last = merging.catch(() => undefined);
    await merging;
    const units = [...read.values()].reduce((sum, model) => sum + model.units.length, 0);
    return { units, models: read.size };
  }

  /** The file of one model's names, to be sent to somebody. */
  async file(id: string, rnn: RnnConfig): Promise<string> {
    const { hash, units } = await this.all(id);
    return writeUnitNames(
      hash === '' ? new Map() : new Map([[hash, { model: id, units: unitsOf(rnn, units) }]]),
    );
  }

  private async all(id: string): Promise<{ readonly hash: string; readonly units: readonly NamedUnit[] }> {
    const beside = await this.registry().beside(id);
    const [text, own] = await Promise.all([beside?.names() ?? null, this.ownNames()]);
    // The weights of a model are read for this only if there are any names.
    if (!beside || (text === null && own.size === 0)) return { hash: '', units: [] };
    const hash = await this.hashOf(id, beside);
    const there = text === null ? new Map() : readUnitNames(text, `${beside.place}/${UNIT_NAMES_FILE}`);
    const units = mergeUnitNames(there, own).get(hash)?.units ?? [];
    return { hash, units };
  }

  private async ownNames(): Promise<UnitNamesByHash> {
    const json = await this.own.read();
    return json === null ? new Map() : readUnitNames(json, this.own.place);
  }

  /** What is written beside a model counts from now on. */
  private async forget(hash: string, named: NamedUnit): Promise<void> {
    const own = await this.ownNames();
    const of = own.get(hash);
    if (!of) return;
    const isOther = (unit: NamedUnit): boolean =>
      unit.layer !== named.layer || unit.direction !== named.direction || unit.unit !== named.unit;
    const left = { ...of, units: of.units.filter(isOther) };
    await this.own.write(writeUnitNames(new Map([...own, [hash, left]])));
  }

  private hashOf(id: string, beside: NamesBeside): Promise<string> {
    const known = this.hashes.get(id);
    if (known?.version === beside.version) return known.hash;
    const hash = beside.weights().then(sha256);
    this.hashes.set(id, { version: beside.version, hash });
    hash.catch(() => this.hashes.delete(id));
    return hash;
  }
}

/** The SHA-256 of some bytes in small hexadecimal digits. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Adds names to the file beside a model; false where that cannot be written after all. */
async function wrote({ names, write, place }: NamesBeside, added: UnitNamesByHash): Promise<boolean> {
  const text = await names();
  const there = text === null ? new Map() : readUnitNames(text, `${place}/${UNIT_NAMES_FILE}`);
  return write!(writeUnitNames(mergeUnitNames(there, added))).then(
    () => true,
    () => false,
  );
}

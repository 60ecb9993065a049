/** A model folder that cannot be used. */
export interface DamagedModel {
  readonly name: string;
  /** What people are told, behind the folder's name. */
  readonly message: RegExp;
}

export const damagedModels: readonly DamagedModel[];

/** A good model that is there besides. */
export const twinModel: string;

export function extensionWithDamagedModels(root: string, folder: string): void;

/** Kinds of places in a text that are hard to predict to a different degree. */
const CHARACTER_KINDS = [
  'first letter of a word',
  'other letter',
  'digit',
  'space',
  'line end',
  'other sign',
] as const;

export type CharacterKind = (typeof CHARACTER_KINDS)[number];

/** What the characters of one kind cost a language model. */
export interface KindCost {
  readonly kind: CharacterKind;
  readonly characters: number;
  /** Mean of -ln p over them. */
  readonly natsPerCharacter: number;
}

const LETTER = /\p{L}/u;

/** The kind of a character, given the one before it. */
export function kindOf(before: string, character: string): CharacterKind {
  if (LETTER.test(character)) return LETTER.test(before) ? 'other letter' : 'first letter of a word';
  if (character === '\n' || character === '\r') return 'line end';
  if (/\s/.test(character)) return 'space';
  return /\d/.test(character) ? 'digit' : 'other sign';
}

/** Adds up the cost of characters by kind. */
export class KindCosts {
  private readonly sums = new Map<CharacterKind, { characters: number; nats: number }>();

  /** Counts one character that cost `nats`. */
  add(before: string, character: string, nats: number): void {
    const kind = kindOf(before, character);
    const sum = this.sums.get(kind) ?? { characters: 0, nats: 0 };
    sum.characters++;
    sum.nats += nats;
    this.sums.set(kind, sum);
  }

  /** Kinds that occurred, in the order of `CHARACTER_KINDS`. */
  costs(): KindCost[] {
    return CHARACTER_KINDS.flatMap((kind) => {
      const sum = this.sums.get(kind);
      if (!sum) return [];
      return [{ kind, characters: sum.characters, natsPerCharacter: sum.nats / sum.characters }];
    });
  }
}

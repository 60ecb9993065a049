import type { InputConfig } from './input.js';
import { symbolsOfToken } from './steps.js';

/** A noncharacter of Unicode: it stands for nothing in any text, so no vocabulary has it. */
const UNKNOWN_SYMBOL = '\u{10ffff}';

/**
 * What stands in the place of a token that is hidden: of as many steps, each of a symbol that the network does not
 * know (of a word neither the form nor a character); of a line of numbers zeros.
 */
export function hiddenForm(input: InputConfig, form: string): string {
  if (input.kind === 'vectors') return '';
  return input.kind !== 'characters' ? UNKNOWN_SYMBOL : UNKNOWN_SYMBOL.repeat(symbolsOfToken(form).length);
}

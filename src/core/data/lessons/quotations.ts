import { Random } from '../../math/random.js';

const NAMES = ['Anna', 'Boris', 'Clara', 'Denis', 'Emma', 'Felix', 'Greta', 'Henry'];
const NOUNS = ['house', 'river', 'garden', 'letter', 'horse', 'window', 'winter', 'table', 'road', 'lamp'];
const ADJECTIVES = ['old', 'small', 'dark', 'quiet', 'long', 'cold', 'white', 'green'];
const PAST = ['saw', 'found', 'left', 'loved', 'passed', 'watched', 'forgot'];
const PRESENT = ['see', 'want', 'leave', 'love', 'need', 'know', 'miss'];
const SAID = ['said', 'asked', 'cried', 'answered', 'whispered'];

/**
 * Made-up prose in which people speak, of at least `length` characters: told in the third person and the past, spoken in
 * the first and second and the present, with the same straight mark before and behind what is spoken. So what comes next
 * depends on whether the text is inside a quotation, for as long as that lasts.
 */
export function quotations(length: number, seed: number): string {
  const random = new Random(seed);
  const of = <T>(all: readonly T[]): T => all[Math.floor(random.next() * all.length)];
  const thing = (): string => `the ${random.next() < 0.5 ? `${of(ADJECTIVES)} ` : ''}${of(NOUNS)}`;
  const told = (): string =>
    `${of(NAMES)} ${of(PAST)} ${thing()}${random.next() < 0.4 ? ` by ${thing()}` : ''}.`;
  const clause = (): string => `${of(['I', 'you', 'we'])} ${of(PRESENT)} ${thing()}`;
  const spoken = (): string => {
    const clauses = Array.from({ length: 1 + Math.floor(random.next() * 4) }, clause).join(' and ');
    return `"${clauses}," ${of(SAID)} ${of(NAMES)}.`;
  };
  let text = '';
  while (text.length < length) {
    text += random.next() < 0.45 ? spoken() : told();
    text += random.next() < 0.15 ? '\n' : ' ';
  }
  return text;
}

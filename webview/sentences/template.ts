import { PARTICLE, particleAfter } from '../../src/protocol/sentences/particles.js';

/** What stands at a place of a sentence: text as it is, numbers as the language writes them. */
export type SentenceValues = Readonly<Record<string, string | number>>;

/** How a language counts and writes numbers. */
export interface NumberRules {
  /** The plural form of a number: `one`, `other` … */
  plural(value: number): string;
  format(value: number): string;
}

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'particle'; readonly pair: string }
  | {
      readonly kind: 'choice';
      readonly name: string;
      readonly by: string;
      readonly forms: ReadonlyMap<string, readonly Part[]>;
    };

/** A template, read once: a part of the message format of Unicode's ICU, with `plural` and `select`. */
export class Template {
  private readonly parts: readonly Part[];

  constructor(text: string) {
    this.parts = new Reader(text).parts();
  }

  /** The sentence; a place without a value stays as it is, a choice without one is the `other` one. */
  fill(values: SentenceValues, rules: NumberRules): string {
    return filled(this.parts, values, rules, null);
  }
}

/** `counted`: the number that `#` stands for; `before`: what stands before the parts, which decides on particles. */
function filled(
  parts: readonly Part[],
  values: SentenceValues,
  rules: NumberRules,
  counted: number | null,
  before = '',
): string {
  const written = (value: string | number) => (typeof value === 'number' ? rules.format(value) : value);
  let text = '';
  for (const part of parts) {
    if (part.kind === 'text')
      text += counted === null ? part.text : part.text.replaceAll('#', rules.format(counted));
    else if (part.kind === 'particle') text += particleAfter(before + text, part.pair);
    else if (part.kind === 'value') {
      const value = values[part.name];
      text += value === undefined ? `{${part.name}}` : written(value);
    } else {
      const value = values[part.name];
      const count = part.by === 'plural' ? Number(value) : counted;
      const key = part.by === 'plural' ? rules.plural(Number(value)) : String(value);
      const form = part.forms.get(key) ?? part.forms.get('other') ?? [];
      text += filled(form, values, rules, count, before + text);
    }
  }
  return text;
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  /** Parts up to the end, or to the brace that closes a form. */
  parts(): Part[] {
    const parts: Part[] = [];
    while (this.at < this.text.length && this.text[this.at] !== '}') {
      if (this.text[this.at] === '{') parts.push(this.place());
      else parts.push({ kind: 'text', text: this.upTo(/[{}]/g) });
    }
    return parts;
  }

  private place(): Part {
    this.at++;
    const name = this.upTo(/[,}]/g).trim();
    if (this.text[this.at] !== ',') {
      this.at++;
      return PARTICLE.test(name) ? { kind: 'particle', pair: name } : { kind: 'value', name };
    }
    this.at++;
    const by = this.upTo(/[,}]/g).trim();
    this.at++;
    const forms = new Map<string, readonly Part[]>();
    for (let key = this.upTo(/[{}]/g).trim(); key !== ''; key = this.upTo(/[{}]/g).trim()) {
      this.at++;
      forms.set(key, this.parts());
      this.at++;
    }
    this.at++;
    return { kind: 'choice', name, by, forms };
  }

  private upTo(end: RegExp): string {
    end.lastIndex = this.at;
    const found = end.exec(this.text)?.index ?? this.text.length;
    const text = this.text.slice(this.at, found);
    this.at = found;
    return text;
  }
}

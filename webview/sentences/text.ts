/** The one door for every sentence of the panel that a person can read. */
import { PANEL_EN, type PanelSentence } from '../../src/protocol/sentences/panel.en.js';
import type { PanelLanguage } from '../../src/protocol/sentences/panel.js';
import { Template, type NumberRules, type SentenceValues } from './template.js';

let language: PanelLanguage = { locale: 'en', sentences: {} };
let rules = rulesOf('en');
const templates = new Map<PanelSentence, Template>();

/** Sentences are in this language from now on; English before. Called before anything is drawn. */
export function useLanguage(next: PanelLanguage): void {
  language = next;
  rules = rulesOf(next.locale);
  templates.clear();
}

/** A sentence in the display language with its values in their places. */
export function t(key: PanelSentence, values: SentenceValues = {}): string {
  let template = templates.get(key);
  if (!template) {
    template = new Template(language.sentences[key] ?? PANEL_EN[key]);
    templates.set(key, template);
  }
  return template.fill(values, rules);
}

function rulesOf(locale: string): NumberRules {
  const forms = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return { plural: (value) => forms.select(value), format: (value) => numbers.format(value) };
}

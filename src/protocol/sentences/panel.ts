import { PANEL_EN, type PanelCatalogue, type PanelSentence } from './panel.en.js';
import { PANEL_KO } from './panel.ko.js';

/** The panel's sentences in a display language, as the host hands them over in the page. */
export interface PanelLanguage {
  /** BCP 47: decides plural forms and how numbers are written. */
  readonly locale: string;
  /** Those that are missing are English. */
  readonly sentences: Partial<PanelCatalogue>;
}

/** Catalogues beside the built-in English one, by language. */
const CATALOGUES: Readonly<Partial<Record<string, PanelCatalogue>>> = { ko: PANEL_KO };

/** What the page is handed for VS Code's display language; English where there is no catalogue of it. */
export function panelLanguage(displayLanguage: string): PanelLanguage {
  const sentences = CATALOGUES[displayLanguage] ?? CATALOGUES[displayLanguage.split('-')[0]];
  return sentences ? { locale: displayLanguage, sentences } : { locale: 'en', sentences: {} };
}

/** A language from what stands in the page; whatever is no template of a known sentence is left out. */
export function readPanelLanguage(handed: unknown): PanelLanguage {
  const { locale, sentences } = Object(handed) as Partial<Record<string, unknown>>;
  const known = Object.entries(Object(sentences) as object).filter(
    ([key, template]) => Object.hasOwn(PANEL_EN, key) && typeof template === 'string',
  ) as [PanelSentence, string][];
  return {
    locale: typeof locale === 'string' && isLocale(locale) ? locale : 'en',
    sentences: Object.fromEntries(known) as Partial<PanelCatalogue>,
  };
}

function isLocale(text: string): boolean {
  try {
    return Intl.PluralRules.supportedLocalesOf(text).length > 0;
  } catch {
    return false;
  }
}

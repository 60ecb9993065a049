/** What a text that says the right answers itself (CoNLL-U) is asked: how far from them the network is. */

/** The name of the head whose right labels CoNLL-U has. */
export const GOLD_HEAD = 'upos';

/** In place of a label: the text does not say which is right. */
export const NO_GOLD = 0xffff;

/** The loss of a text whose right labels are known. */
export interface GoldLoss {
  /** The words whose right label is known; 0 in a text that says none. */
  readonly words: number;
  /** −log₂ of the right label's probability: the mean over these words, and that of the last of them; NaN without words. */
  readonly meanBits: number;
  readonly lastBits: number;
  /** At how many of them the label that is shown is right. */
  readonly right: number;
}

/** What the engine answers about right labels. */
export type GoldRequests = {
  /** `gold`: a label of the head for each token, or `NO_GOLD`. */
  goldLoss: {
    params: { documentId: number; head: number; gold: Uint16Array };
    result: Omit<GoldLoss, 'right'>;
    progress: number;
  };
};

/** What the panel asks about right labels and is answered with every edit. */
export interface GoldQuestions {
  /** The label that the text gives a token; null where it gives none. */
  goldLabel: { params: { token: number }; result: { readonly label: string | null } };
}

/** What the panel asks about the right labels of the whole text. */
export interface WholeGoldQuestions {
  goldLoss: { params: Readonly<Record<string, never>>; result: GoldLoss };
}

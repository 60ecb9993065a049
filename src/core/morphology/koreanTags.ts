/** What the tags of the Korean models mean, in Korean and English. */

/** Names of a tag in two languages. */
export interface TagName {
  readonly ko: string;
  readonly en: string;
}

/** The 52 morpheme tags of the KAIST corpus (XPOS). */
export const KAIST_TAGS: Readonly<Record<string, TagName>> = {
  ncn: { ko: '비서술성 명사', en: 'common noun' },
  ncpa: { ko: '동작성 명사', en: 'noun of an action (takes 하다)' },
  ncps: { ko: '상태성 명사', en: 'noun of a state (takes 하다)' },
  nq: { ko: '고유 명사', en: 'proper noun' },
  nbn: { ko: '비단위성 의존 명사', en: 'bound noun' },
  nbu: { ko: '단위성 의존 명사', en: 'bound noun of a unit' },
  npp: { ko: '인칭 대명사', en: 'personal pronoun' },
  npd: { ko: '지시 대명사', en: 'demonstrative pronoun' },
  nnc: { ko: '양수사', en: 'cardinal number' },
  nno: { ko: '서수사', en: 'ordinal number' },
  pvg: { ko: '일반 동사', en: 'verb' },
  pvd: { ko: '지시 동사', en: 'demonstrative verb' },
  paa: { ko: '성상 형용사', en: 'adjective' },
  pad: { ko: '지시 형용사', en: 'demonstrative adjective' },
  px: { ko: '보조 용언', en: 'auxiliary verb or adjective' },
  mma: { ko: '성상 관형사', en: 'determiner of a quality or quantity' },
  mmd: { ko: '지시 관형사', en: 'demonstrative determiner' },
  mag: { ko: '일반 부사', en: 'adverb' },
  mad: { ko: '지시 부사', en: 'demonstrative adverb' },
  maj: { ko: '접속 부사', en: 'conjunctive adverb' },
  ii: { ko: '감탄사', en: 'interjection' },
  jcs: { ko: '주격 조사', en: 'subject particle' },
  jco: { ko: '목적격 조사', en: 'object particle' },
  jcc: { ko: '보격 조사', en: 'complement particle' },
  jcm: { ko: '관형격 조사', en: 'adnominal (genitive) particle' },
  jcv: { ko: '호격 조사', en: 'vocative particle' },
  jca: { ko: '부사격 조사', en: 'adverbial particle' },
  jcj: { ko: '접속격 조사', en: 'conjunctive particle' },
  jct: { ko: '공동격 조사', en: 'comitative particle' },
  jcr: { ko: '인용격 조사', en: 'quotative particle' },
  jxc: { ko: '통용 보조사', en: 'auxiliary particle' },
  jxt: { ko: '주제 보조사', en: 'topic particle' },
  jxf: { ko: '종결 보조사', en: 'sentence-final particle' },
  jp: { ko: '서술격 조사', en: 'copula 이다' },
  ep: { ko: '선어말 어미', en: 'prefinal ending (tense, honorific)' },
  ef: { ko: '종결 어미', en: 'final ending' },
  ecc: { ko: '대등적 연결 어미', en: 'coordinating ending' },
  ecs: { ko: '종속적 연결 어미', en: 'subordinating ending' },
  ecx: { ko: '보조적 연결 어미', en: 'ending before an auxiliary' },
  etm: { ko: '관형사형 전성 어미', en: 'adnominal ending' },
  etn: { ko: '명사형 전성 어미', en: 'nominal ending' },
  xp: { ko: '접두사', en: 'prefix' },
  xsn: { ko: '명사 파생 접미사', en: 'noun-forming suffix' },
  xsv: { ko: '동사 파생 접미사', en: 'verb-forming suffix' },
  xsm: { ko: '형용사 파생 접미사', en: 'adjective-forming suffix' },
  xsa: { ko: '부사 파생 접미사', en: 'adverb-forming suffix' },
  f: { ko: '외국어', en: 'foreign word' },
  sf: { ko: '마침표, 물음표, 느낌표', en: 'full stop, question or exclamation mark' },
  sp: { ko: '쉼표', en: 'comma or other pause' },
  sl: { ko: '여는 따옴표와 묶음표', en: 'opening quote or bracket' },
  sr: { ko: '닫는 따옴표와 묶음표', en: 'closing quote or bracket' },
  su: { ko: '단위 기호', en: 'unit symbol' },
};

/** Morpheme tags of the Sejong corpus (XPOS), which most tools for Korean share, as the GSD and KSL treebanks have them. */
export const SEJONG_TAGS: Readonly<Record<string, TagName>> = {
  NNG: { ko: '일반 명사', en: 'common noun' },
  NNP: { ko: '고유 명사', en: 'proper noun' },
  NNB: { ko: '의존 명사', en: 'bound noun' },
  NNC: { ko: '단위성 의존 명사', en: 'bound noun of a unit' },
  NR: { ko: '수사', en: 'number word' },
  NP: { ko: '대명사', en: 'pronoun' },
  VV: { ko: '동사', en: 'verb' },
  VA: { ko: '형용사', en: 'adjective' },
  VX: { ko: '보조 용언', en: 'auxiliary verb or adjective' },
  VCP: { ko: '긍정 지정사', en: 'copula 이다' },
  VCN: { ko: '부정 지정사', en: 'negative copula 아니다' },
  MM: { ko: '관형사', en: 'determiner' },
  MAG: { ko: '일반 부사', en: 'adverb' },
  MAJ: { ko: '접속 부사', en: 'conjunctive adverb' },
  IC: { ko: '감탄사', en: 'interjection' },
  JKS: { ko: '주격 조사', en: 'subject particle' },
  JKC: { ko: '보격 조사', en: 'complement particle' },
  JKG: { ko: '관형격 조사', en: 'adnominal (genitive) particle' },
  JKO: { ko: '목적격 조사', en: 'object particle' },
  JKB: { ko: '부사격 조사', en: 'adverbial particle' },
  JKV: { ko: '호격 조사', en: 'vocative particle' },
  JKQ: { ko: '인용격 조사', en: 'quotative particle' },
  JX: { ko: '보조사', en: 'auxiliary particle' },
  JC: { ko: '접속 조사', en: 'conjunctive particle' },
  EP: { ko: '선어말 어미', en: 'prefinal ending' },
  EF: { ko: '종결 어미', en: 'final ending' },
  EC: { ko: '연결 어미', en: 'connective ending' },
  ETN: { ko: '명사형 전성 어미', en: 'nominalising ending' },
  ETM: { ko: '관형형 전성 어미', en: 'adnominalising ending' },
  XPN: { ko: '체언 접두사', en: 'prefix of a noun' },
  XSN: { ko: '명사 파생 접미사', en: 'suffix that makes nouns' },
  XSV: { ko: '동사 파생 접미사', en: 'suffix that makes verbs' },
  XSA: { ko: '형용사 파생 접미사', en: 'suffix that makes adjectives' },
  XR: { ko: '어근', en: 'root' },
  SF: { ko: '마침표, 물음표, 느낌표', en: 'full stop, question or exclamation mark' },
  SP: { ko: '쉼표, 가운뎃점, 쌍점, 빗금', en: 'comma, middle dot, colon or slash' },
  SS: { ko: '따옴표, 괄호, 줄표', en: 'quote, bracket or dash' },
  SE: { ko: '줄임표', en: 'ellipsis' },
  SO: { ko: '붙임표, 물결표', en: 'hyphen or tilde' },
  SW: { ko: '기타 기호', en: 'other sign' },
  SL: { ko: '외국어', en: 'foreign word' },
  SH: { ko: '한자', en: 'Chinese characters' },
  SN: { ko: '숫자', en: 'digits' },
  NF: { ko: '명사 추정 범주', en: 'taken for a noun' },
  NV: { ko: '용언 추정 범주', en: 'taken for a verb or adjective' },
  NA: { ko: '분석 불능 범주', en: 'not analysable' },
};

/** The 17 universal part-of-speech tags (UPOS). */
export const UNIVERSAL_TAGS: Readonly<Record<string, TagName>> = {
  ADJ: { ko: '형용사', en: 'adjective' },
  ADP: { ko: '부치사(조사)', en: 'adposition (particle)' },
  ADV: { ko: '부사', en: 'adverb' },
  AUX: { ko: '보조 용언', en: 'auxiliary' },
  CCONJ: { ko: '등위 접속사', en: 'coordinating conjunction' },
  DET: { ko: '관형사', en: 'determiner' },
  INTJ: { ko: '감탄사', en: 'interjection' },
  NOUN: { ko: '명사', en: 'noun' },
  NUM: { ko: '수사', en: 'numeral' },
  PART: { ko: '불변화사', en: 'grammatical particle' },
  PRON: { ko: '대명사', en: 'pronoun' },
  PROPN: { ko: '고유 명사', en: 'proper noun' },
  PUNCT: { ko: '문장 부호', en: 'punctuation' },
  SCONJ: { ko: '종속 접속사', en: 'subordinating conjunction' },
  SYM: { ko: '기호', en: 'symbol' },
  VERB: { ko: '동사', en: 'verb' },
  X: { ko: '기타', en: 'other' },
};

/** What a tag means in a language; composite tags are explained part by part, unknown parts stand as they are. */
export function explainTag(tag: string, language: 'ko' | 'en'): string {
  const universal = own(UNIVERSAL_TAGS, tag);
  if (universal) return universal[language];
  return tag
    .split('+')
    .map((part) => morphemeTag(part)?.[language] ?? part)
    .join(' + ');
}

/** The name of one morpheme's tag, of either corpus; null if it is of neither. */
export function morphemeTag(tag: string): TagName | null {
  return own(KAIST_TAGS, tag) ?? own(SEJONG_TAGS, tag);
}

function own(names: Readonly<Record<string, TagName>>, tag: string): TagName | null {
  return Object.hasOwn(names, tag) ? names[tag] : null;
}

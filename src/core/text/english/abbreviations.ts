/**
 * Abbreviations (lower case, without their final stop) by what may follow their stop within a sentence. What the
 * spelling alone tells (`U.S.`, `J.`) is told by `stopKindOf` without a list.
 */

/**
 * What a full stop after a word may be:
 * - `word`: a stop of its own, always;
 * - `title`: followed by a name, so that it never ends a sentence (`Mr.`, `e.g.`, `v.`);
 * - `common`: the abbreviation's, unless a word that begins sentences follows (`Inc.`, `vol.`);
 * - `small`: the abbreviation's before all but a capital (`oz.`, `Ill.`): it is a plain word or a unit too;
 * - `reference`: like `common`, and before a single letter too (`Fig. A`);
 * - `numbered`: the abbreviation's before a number or a single letter (`No. 5`, `fig. A`);
 * - `initial`: a capital of its own, the stop is its before a name, a number or a particle (`J. de Vries`).
 */
export type StopKind = 'word' | 'title' | 'common' | 'reference' | 'small' | 'numbered' | 'initial';

const TITLES =
  'mr mrs ms mx dr drs prof profs rev revd fr hon gov govs gen col lt lieut sgt capt cmdr cmdt comdr cdr maj sen sens rep ' +
  'reps pres st ste mt mts messrs mme mlle mmes supt adm brig cpl pvt pfc spc ens det insp atty attys msgr amb asst treas mgr ' +
  'cllr ald bp abp sra srta wm geo chas thos jas robt benj e.g i.e p.s n.b a.k.a f.k.a w.r.t s.v q.v ' +
  'vs v ph cf cfr viz attn arrv arr dept depts univ dist approx tel';

const COMMON =
  'inc incl ltd co cos corp jr sr bros mfg intl assn assoc pty pte llc llp plc gmbh blvd ave rd ln hwy pkwy expy bldg apt ' +
  'terr esq vol vols ed eds edn est al natl govt yrs hrs hr lbs conf sect para paras misc excl ext eg ie esp usu lv ca resp ' +
  "ass't ibid abbr anon etc equiv acct accts amt avg cert encl exec hosp mgmt mfr mktg orig pct pkg pkgs prelim prev prox qty qtr rcvd " +
  'recd reqd sched specs std subj supp suppl transl trans wt sq cu adj adv illus repr bibl diam eq eqs eqn nr fol bk refs ' +
  'inst acad max aplo ps ff seq obs colloq interj ptcp calif fla tenn penn ariz colo okla nev mont nebr minn mich wis wisc ' +
  'wyo tex conn md va vt ky ont que alta sask cttee soc publ symp rpt para mob ft feat spec rec dom inf';

const SMALL =
  'yd yds mi gal gals kg km cm mm ml oz lb mins min sec secs yr mo mos wk wks tsp tbsp doz qt pts info temp conj prep pron div ' +
  'chap chaps alt';

/** Numbered ones that are no plain words, so that a small letter may follow as well. */
const NUMBERED = 'no nos fig figs art arts p pgs ln lns tab ex exx pos ref app fl pl sig cl mk s r b m q t';
const REFERENCES = 'pp pg pt ch ver';
const LETTERS_BEFORE_SMALL = 'c n p d l f';

// As they are read with a capital: `Springfield, Ill. and`, not `he was ill. and`.
const CAPITAL_PLACES =
  'ill ind mass miss me pa ga la wa ala ore oreg ark del wash kan kans cal neb man sub reg sq cat mod var org fed pat ' +
  'prod pos';
const CAPITAL_TITLES = 'dir const br';
const CAPITAL_REFERENCES = 'fig figs ex pl art ref app tab feat';

const CALENDAR =
  'mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec';

/** Those of them that are plain words without their capital: `He sat.` */
const CALENDAR_WORDS = 'wed sat sun mar';

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Names that end with an exclamation mark of their own. */
export const BANG_NAMES = setOf('Yahoo Jeopardy Yum Wham Joomla Kahoot');

const kindsOf = (...groups: readonly (readonly [StopKind, string])[]): ReadonlyMap<string, StopKind> =>
  new Map(groups.flatMap(([kind, words]) => [...setOf(words)].map((word) => [word, kind] as const)));

const LOWER_CASE = kindsOf(
  ['numbered', CALENDAR],
  ['word', CALENDAR_WORDS],
  ['numbered', NUMBERED],
  ['small', SMALL],
  ['reference', REFERENCES],
  ['common', COMMON],
  ['title', TITLES],
);
const CAPITALISED = kindsOf(
  ['common', CALENDAR],
  ['small', CAPITAL_PLACES],
  ['reference', CAPITAL_REFERENCES],
  ['title', CAPITAL_TITLES],
);
const SMALL_LETTERS = setOf(LETTERS_BEFORE_SMALL);

const LONGEST = 12;
const DOTTED = /^(?:\p{L}|Ph|Ed|Sc|LL|Litt)(?:\.(?:\p{L}|Sc|Phil|Ed|Eng|Tech|Com|Litt))+$/u;
const CAPITAL = /^\p{Lu}$/u;

/** What a full stop right behind a word may be. */
export function stopKindOf(word: string): StopKind {
  if (CAPITAL.test(word)) return 'initial';
  const isDotted = word.includes('.');
  if (word.length > LONGEST && !isDotted) return 'word';
  const lower = word.toLowerCase();
  if (lower !== word) {
    const kind = CAPITALISED.get(lower);
    if (kind) return kind;
  } else if (SMALL_LETTERS.has(word)) return 'small';
  return LOWER_CASE.get(lower) ?? (isDotted && DOTTED.test(word) ? 'common' : 'word');
}

/**
 * Word lists of the English tokenizer, all lower case. They hold what the spelling alone does not tell: which
 * full stops belong to an abbreviation, which apostrophe-less contractions are unambiguous, which hyphenated
 * prefixes the UD English EWT guidelines keep in one word.
 */

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Abbreviations (without the final stop) that are followed by a name or number and so never end a sentence. */
export const TITLE_ABBREVIATIONS = setOf(
  'mr mrs ms dr prof rev gen col lt sgt capt cmdr maj gov sen rep reps sens pres st mt ft messrs mme hon supt ' +
    'adm cpl pvt det insp vs ph e.g i.e cf viz attn arrv arr dept univ dist approx spec tel',
);

/** Abbreviations (without the final stop) that keep their stop inside a sentence but may also end one. */
export const COMMON_ABBREVIATIONS = setOf(
  'etc inc ltd co corp jr sr bros blvd ave rd hwy bldg apt vol vols ed eds est al assn intl natl govt dept yrs hrs hr min mins lb lbs oz ' +
    "conf sec para aplo misc incl excl max ext ps eg ie esp ass't mob lv calif mass penn fla tenn wash conn ariz",
);

/** Days and months: with a capital they keep their stop inside a sentence, without one only before a number. */
export const CALENDAR_ABBREVIATIONS = setOf(
  'mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec',
);

/** Those of them that are plain words without their capital: `He sat.` */
export const CALENDAR_WORDS = setOf('wed sat sun mar');

/** Abbreviations that are also plain words; the stop belongs to them only before a number or a capital. */
export const AMBIGUOUS_ABBREVIATIONS = setOf('no nos fig figs art pp p pg ch la wa');

/** Words that, capitalised after an abbreviation, almost surely begin a new sentence. */
export const SENTENCE_STARTERS = setOf(
  'the a an this that these those he she it we they i you there here his her its our their my your in on at by ' +
    'for from with after before when while if but and so then however also as although because since what who ' +
    'why how where which please no yes not now do did does is are was were can could will would should may might ' +
    'some many most all any both each every one to let thanks thank once under until during according',
);

/** Prefixes that stay in one token with the hyphen and the word after it (`anti-war`, `e-mail`). */
export const HYPHEN_PREFIXES = setOf(
  'non mid e anti re pre post co pro multi sub ex semi neo over intra inter micro macro mini un counter ultra ' +
    'quasi pseudo socio psycho trans de extra hyper infra mega meta super arch bi tri proto electro afro',
);

/** Units written directly after a number that are words of their own (`5pm`, `35mm`, `65k`). */
export const NUMBER_UNITS = setOf(
  'pm am p.m a.m k mm cm km kg mg g ml ft in lb lbs oz hrs hr min mins sec secs mph kph kw mw kwh mwh gb mb kb tb ' +
    'hz mhz ghz m mil yr yrs x bn pt pts sq cc bhp hp usd eur gbp c',
);

/** Apostrophe-less contractions that are no other word, with the length of their first part. */
export const BARE_CONTRACTIONS: ReadonlyMap<string, readonly number[]> = new Map(
  (
    'cannot:3 gonna:3 gotta:3 wanna:3 outta:3 dunno:2,3 gimme:3 lemme:3 im:1 ive:1 dont:2 didnt:3 doesnt:4 ' +
    'couldnt:5 wouldnt:5 shouldnt:6 isnt:2 arent:3 wasnt:3 werent:4 havent:4 hasnt:3 hadnt:3 aint:2 cant:2 ' +
    'wont:2 arnt:2 thats:4 theres:5 heres:4 whats:4 lets:3 youre:3 theyre:4 youve:3 weve:2 theyve:4 youll:3 ' +
    'theyll:4 itll:2 hes:2 shes:3 ur:1 sorta:4 elses:4'
  )
    .split(' ')
    .map((entry) => {
      const [word = '', cuts = ''] = entry.split(':');
      return [word, cuts.split(',').map(Number)] as const;
    }),
);

/** Words after which `its` is read as `it 's` (`its not`), not as the possessive. */
export const AFTER_ITS_VERB = setOf(
  'a an the not really very been just like simply so too no all about for from in now also getting still definitely nothing between',
);

/** Currency prefixes written in letters before a dollar sign (`US$`). */
export const CURRENCY_LETTERS = setOf('us a au c ca nz hk r s can');

/**
 * Word lists of the English tokenizer, all lower case. They hold what the spelling alone does not tell: which
 * apostrophe-less contractions are unambiguous, which hyphenated
 * prefixes the UD English EWT guidelines keep in one word.
 */

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

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

/** Units written directly after a number that are words of their own (`5pm`, `35mm`, `65k`), in any case. */
export const NUMBER_UNITS = setOf(
  'pm am p.m a.m k mm cm dm m km in ft yd yds mi mg g kg lb lbs oz ml dl cl gal gals sec secs min mins hr hrs yr yrs mo mos wk wks kph mph rpm ' +
    'bpm fps dpi ppi px pt pts em rem hz khz mhz ghz thz kb mb gb tb pb kib mib gib tib mbps gbps kbps kv mv kw mw gw kwh mwh wh ma mah ah pa kpa hpa ω kω mω ' +
    'bar psi db °c °f °k µm μm µs μs µg μg nm ns ms km² m² cm² mm² ft² m³ cm³ mm³ ft³ mol cal kcal kj x bn mil sq cc bhp hp usd eur gbp krw ' +
    'jpy c h pcs second seconds minute minutes hour hours day days week weeks month months year years mile miles meter meters metre metres ' +
    'foot feet inch inches yard yards pound pounds ounce ounces gram grams kilo kilos gallon gallons litre litres liter liters percent ' +
    'dollar dollars euro euros cent cents bucks',
);

/** Units of one capital letter, where `86M` and `80Y` are names. */
export const CAPITAL_UNITS = setOf('V W L Ω');

/** Apostrophe-less contractions that are no other word, with the length of their first part. */
export const BARE_CONTRACTIONS: ReadonlyMap<string, readonly number[]> = new Map(
  (
    'cannot:3 gonna:3 gotta:3 wanna:3 outta:3 dunno:2,3 gimme:3 lemme:3 im:1 ive:1 dont:2 didnt:3 doesnt:4 ' +
    'couldnt:5 wouldnt:5 shouldnt:6 isnt:2 arent:3 wasnt:3 werent:4 havent:4 hasnt:3 hadnt:3 aint:2 cant:2 ' +
    'wont:2 arnt:2 thats:4 theres:5 heres:4 whats:4 lets:3 youre:3 theyre:4 youve:3 weve:2 theyve:4 youll:3 ' +
    'theyll:4 itll:2 hes:2 shes:3 ur:1 sorta:4 elses:4 shouldve:6 couldve:5 wouldve:5 mustve:4 mightve:5 ' +
    'mustnt:4 neednt:4 mightnt:5 shant:3 whos:3 hows:3 wheres:5 whens:4 thatll:4 therell:5 theyd:4 youd:3 itd:2 yall:1'
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

/** Words that an apostrophe at their end belongs to (`ol' friend`), without it. */
export const DROPPED_ENDS = setOf('ol lil o th wi yo mo');

/** Words in `-in` that are not a shortened `-ing`: an apostrophe behind them is a quotation mark. */
export const ENDS_IN_IN =
  /(?:^(?:[bcfgkptvw]in|s[kp]in|th?in|ch?in|gr?in|twin|shin|dra?in|co?in|jo?in|lo?in|ru?in|ve?in|re?in|again|begin|with?in|herein|therein|wherein|built-in|admin|login|plugin|origin|margin|virgin|cabin|robin|cousin|basin|raisin|resin|satin|latin|martin|austin|berlin|dublin|justin|kevin|colin|franklin|benjamin|vitamin|protein|insulin|penguin|violin|goblin|dolphin|muffin|coffin|pumpkin|napkin|bulletin|assassin|darwin|merlin|calvin|marvin|melvin|alvin|edwin|erin|putin|stalin|lenin|bitcoin|aspirin|dauphin|mandarin|paladin|javelin|gremlin|zeppelin|crankpin|hairpin|linchpin|caffein|kotlin|bin|sin|win)$|ain$)/;

/** Currency prefixes written in letters before a dollar sign (`US$`). */
export const CURRENCY_LETTERS = setOf('us a au c ca nz hk r s can');

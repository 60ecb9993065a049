/** The endings behind a dot that make a word the name of a file or a host, all lower case. */

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Endings of files; what is a plain word too is one here all the same (`main.go`), but see `WORDS`. */
const FILE_ENDINGS = setOf(
  'md mdx txt text rst adoc tex bib log pdf doc docx docm dot dotx odt rtf xls xlsx xlsm ods csv tsv ppt pptx pps odp epub mobi json jsonl json5 ' +
    'jsonc ndjson yaml yml toml ini cfg conf env properties plist xml xsd xsl xslt dtd html htm xhtml css scss sass less styl svg js mjs cjs jsx ts ' +
    'mts cts tsx vue svelte astro py pyi pyc pyw pyx ipynb rb erb rs go java class jar war kt kts scala sc groovy gradle c h cc cpp cxx hpp hh hxx cs ' +
    'csproj sln fs fsx vb swift mm m php phtml pl pm lua r rmd jl hs lhs ml mli ex exs erl hrl clj cljs edn el lisp scm rkt dart zig nim asm sql db ' +
    'sqlite sqlite3 mdb sh bash zsh fish bat cmd ps1 psm1 exe dll dylib lib obj bin app msi deb rpm apk ipa dmg pkg iso img vhd zip tar gz tgz bz2 xz ' +
    'zst 7z rar lock out err diff patch png jpg jpeg gif bmp tif tiff webp ico icns psd eps ai xcf raw heic mp3 mp4 m4a m4v wav flac ogg ogv opus aac ' +
    'mid midi mov avi mkv webm wmv srt vtt ttf otf woff woff2 eot wasm wat npy npz pkl pt pth ckpt onnx tflite safetensors gguf h5 hdf5 parquet ' +
    'feather avro conllu conll vsix map mk cmake proto thrift graphql gql prisma tf tfvars hcl bak tmp temp swp old orig key pem crt cer csr pfx pub ' +
    'asc sig eml msg ics vcf torrent ps dvi sty cls bst sav dta mat fig vsd drawio sketch blend stl step dwg dxf kml gpx shp po mo pot strings ' +
    'resx xaml cab cpl sys drv reg lnk url asp aspx jsp cgi rss atom unix tt sublime-project code-workspace lic srl snap tap',
);

/** Endings of hosts. */
const HOST_ENDINGS = setOf(
  'com org net edu gov mil int info biz name pro aero coop museum io dev app ai co cc tv xyz online shop store blog cloud tech site website ' +
    'news live life world today space media games design agency email link click wiki zone art tools page chat social team network systems ' +
    'digital academy software solutions services studio club fun top vip win bid icu gg fm ly sh st vc ws bz ac ae af al am ar asia au az ba bd ' +
    'bg bh bo br bw by ca cat ch ci cl cn cr cu cy cz de dk dz ec ee eg es et eu fi fr ge gh gr gt hk hn hr hu ie il iq ir jm jo jp ke kr kw kz la ' +
    'lb li lk lt lu lv ma md mk mm mt mx nf ng ni nl np nz om pa pe ph pk pl pr ps pt py qa ro rs ru sa se sg si sk sn su sv sy th tj tn tr tw ua ug ' +
    'uk uy uz va ve vn ye yu za zm zw gl in it is no us',
);

/**
 * Endings that are as likely the first word of a sentence typed without its space (`done.me too`): they make a host
 * only before a path, behind two names, or of a host in `HOSTS`.
 */
const WORDS = setOf(
  'me be to at so my am as do id al la by ma pa in it is no us name win top team fun life art',
);
const HOSTS = setOf(
  'youtu.be about.me t.me wa.me spoti.fi nyti.ms amzn.to ow.ly lin.ee line.me paypal.me redd.it imgur.io',
);

const LONE_HOSTS = setOf('com org net edu gov io dev uk de fr jp kr');

// Names as they stand without a stem: `.gitignore`, `.env`.
const DOT_FILE =
  /^\.(?:(?:git|npm|docker|eslint|prettier|stylelint|style|vscode|hg|helm|vercel|gcloud)ignore|git(?:attributes|modules|keep|config|hub|lab-ci)?|env|[a-z]{1,12}rc|profile|bash_(?:profile|history|aliases|logout)|zprofile|zshenv|editorconfig|htaccess|htpasswd|vscode|idea|ssh|aws|kube|docker|npm|cache|config|local|venv|cargo|netlify|travis|circleci|flake8|clang-(?:format|tidy)|mailmap|nojekyll|DS_Store|browserslistrc|node-version|python-version|tool-versions|gnupg|nvm|mocharc|rspec)(?:[.-][\w-]{1,32}){0,4}(?:\/[\w.-]{0,63}[\w-]){0,8}(?![\w])/;
const LONE_ENDING = /^\.(?:NET|[a-z]{1,5})(?![\w])/;

const HOST_OR_FILE = /^[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/;
const PATH = /^[\w@+-][\w.@+-]{0,63}(?:\/[\w.@+-]{1,63}){1,16}/;
const ONE_CASE = /^(?:[^A-Z]*|[^a-z]*)$/;

/** Length of the host or file name (with the folders before it) a window begins with, else 0. */
export function hostOrFileLength(window: string): number {
  const path = PATH.exec(window)?.[0].replace(/\.+$/, '');
  const fileStart = (path?.lastIndexOf('/') ?? -1) + 1;
  if (path !== undefined && isFile(path.slice(fileStart), fileStart > 0)) return path.length;
  const name = HOST_OR_FILE.exec(window)?.[0].replace(/_+$/, '') ?? '';
  if (name === '') return 0;
  return isFile(name, false) || isHost(name, window[name.length] === '/') || isGroup(name) ? name.length : 0;
}

/** Whether a word with letters beyond ASCII and what follows its dot (at most 16 code units) are a file's name. */
export function fileEndingLength(rest: string): number {
  const ending = /^\.[A-Za-z\d]{1,8}(?![\p{L}\p{N}\p{M}_])/u.exec(rest)?.[0] ?? '';
  return ending.length > 2 && FILE_ENDINGS.has(ending.slice(1).toLowerCase()) ? ending.length : 0;
}

function isFile(name: string, hasFolder: boolean): boolean {
  const parts = name.split('.');
  if (parts.length < 2) return false;
  let ending = parts[parts.length - 1];
  if (/^\d{1,4}$/.test(ending) && parts[parts.length - 2] === 'so') ending = 'so';
  if (ending === 'so') return parts.length > 2 || name.startsWith('lib');
  // `p.m`, `5p.m` and `e.g` are no files.
  if (!hasFolder && ending.length < 2 && /^\d*\w$/.test(parts[0])) return false;
  return FILE_ENDINGS.has(ending.toLowerCase()) && ONE_CASE.test(ending);
}

function isHost(name: string, hasPath: boolean): boolean {
  const parts = name.split('.');
  const ending = parts[parts.length - 1];
  const lower = ending.toLowerCase();
  if (!HOST_ENDINGS.has(lower) && !WORDS.has(lower)) return false;
  if (ending.length === 3 && /^[A-Z]/.test(name) && /^(?:Com|Net|Org)$/.test(ending)) return true;
  if (!ONE_CASE.test(ending)) return false;
  return !WORDS.has(lower) || hasPath || parts.length > 2 || HOSTS.has(name.toLowerCase());
}

/** A newsgroup, or a name with dots of a program (`alt.animals.dogs`): three small words at least. */
function isGroup(name: string): boolean {
  const parts = name.split('.');
  return (
    parts.length > 2 && name === name.toLowerCase() && parts.every((part) => /^[a-z][a-z-]+$/.test(part))
  );
}

/** Length of a name that begins with its dot (`.gitignore`, `.NET`, `.pdf`), else 0. */
export function dotNameLength(window: string): number {
  const dotFile = DOT_FILE.exec(window)?.[0];
  if (dotFile !== undefined) return dotFile.length;
  const ending = LONE_ENDING.exec(window.slice(0, 8))?.[0] ?? '';
  const name = ending.slice(1).toLowerCase();
  return (FILE_ENDINGS.has(name) && name.length > 1) || LONE_HOSTS.has(name) ? ending.length : 0;
}

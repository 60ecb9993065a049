import { RnnLensError } from '../../problems.js';
import {
  PickleDict,
  PickleGlobal,
  PicklePersistent,
  PickleRecord,
  PickleSequence,
  type PickleValue,
} from './values.js';

/**
 * Modules of Python itself, and packages that fetch or run things: what a pickle calls of them runs whatever its
 * author likes as soon as Python reads the file. Values and containers of them that models do have are below.
 */
const RUNNING = new Set(
  (
    '__builtin__ builtins os posix posixpath nt ntpath sys subprocess popen2 pty platform shutil socket socketserver ' +
    'ssl selectors asyncio asyncore threading _thread thread multiprocessing concurrent mmap fcntl ctypes _ctypes cffi ' +
    'importlib imp pkgutil zipimport runpy codeop codecs _codecs marshal pickle _pickle cPickle pickletools shelve dbm ' +
    'sqlite3 types _types ast compileall py_compile timeit cProfile pstats bdb pdb doctest unittest webbrowser urllib ' +
    'urllib2 http httplib ftplib smtplib poplib imaplib telnetlib xmlrpc xmlrpclib wsgiref antigravity tempfile ' +
    'fileinput linecache io _io _pyio logging getpass readline rlcompleter sysconfig distutils setuptools ensurepip pip ' +
    'venv pydoc gc weakref operator _operator functools itertools atexit winreg msvcrt _winapi lib2to3 idlelib tkinter ' +
    'turtle curses requests urllib3 httpx aiohttp paramiko fabric IPython ipykernel boto3 torch.hub torch.load ' +
    'torch.serialization torch.utils.cpp_extension torch.jit.load numpy.load numpy.testing numpy.f2py numpy.distutils ' +
    'numpy.lib.npyio pandas.read_pickle pandas.io.pickle pandas.eval joblib.load joblib.externals ' +
    // Modules of these names are also people's own.
    'code.InteractiveInterpreter code.InteractiveConsole code.interact profile.run profile.runctx profile.Profile ' +
    'commands.getoutput commands.getstatusoutput trace.Trace cmd.Cmd inspect.getattr_static'
  ).split(' '),
);

/** What of those modules models do have, and what is no more than a value. */
const HARMLESS = new Set(
  (
    'object set frozenset list tuple dict int long float bool str unicode bytes bytearray complex slice range xrange ' +
    'Ellipsis NotImplemented property type getattr'
  )
    .split(' ')
    .flatMap((name) => [`builtins.${name}`, `__builtin__.${name}`])
    .concat(
      '_codecs.encode',
      'functools.partial',
      'types.SimpleNamespace',
      'operator.itemgetter',
      'itertools.count',
      'logging.Logger',
      'logging.getLogger',
      'io.BytesIO',
      '_io.BytesIO',
      'weakref.ref',
      'torch.serialization._get_layout',
    ),
);

/** Globals that were looked at: files call one many times. */
const known = new WeakMap<PickleGlobal, boolean>();

/** Whether calling it would run code of the file's author. */
function isRunning(called: PickleGlobal): boolean {
  let running = known.get(called);
  if (running === undefined) known.set(called, (running = lookAt(called)));
  return running;
}

function lookAt({ module, name, path }: PickleGlobal): boolean {
  if (HARMLESS.has(path)) return false;
  const parts = [...module.split('.'), ...name.split('.')];
  const isOwn = parts.some((_, k) => RUNNING.has(parts.slice(0, k + 1).join('.')));
  // A module that another has imported: torch.serialization.os.system.
  return (
    isOwn ||
    name
      .split('.')
      .slice(0, -1)
      .some((part) => RUNNING.has(part)) ||
    /^(system|popen|eval|exec)$/.test(name)
  );
}

/**
 * What a call would make: the containers that models have as themselves, all else as a record. RnnLensError naming
 * the function where a call would run something; nothing is called.
 */
export function made(called: PickleValue, args: readonly PickleValue[]): PickleValue {
  refuseRunning(called);
  if (!(called instanceof PickleGlobal)) return new PickleRecord(called, args);
  const [first, second] = args;
  switch (called.path) {
    case 'builtins.getattr':
    case '__builtin__.getattr':
    case 'functools.partial':
      args.forEach(refuseRunning);
      return new PickleRecord(called, args);
    case 'collections.OrderedDict':
    case 'collections.Counter':
      return dictFrom(called.name as 'OrderedDict' | 'Counter', first);
    case 'collections.defaultdict':
      return dictFrom('defaultdict', second);
    case 'builtins.dict':
    case '__builtin__.dict':
      return dictFrom('dict', first);
    case '_codecs.encode':
      return encoded(called, args);
    case 'collections.deque':
    case 'builtins.set':
    case '__builtin__.set':
    case 'builtins.frozenset':
    case '__builtin__.frozenset':
    case 'builtins.list':
    case '__builtin__.list':
    case 'builtins.tuple':
    case '__builtin__.tuple':
      return new PickleSequence(called.name as PickleSequence['kind'], [...itemsIn(first)]);
    case 'builtins.bytearray':
    case 'builtins.bytes':
      return first instanceof Uint8Array ? first : new PickleRecord(called, args);
    case 'torch.Size':
      return new PickleSequence('tuple', [...itemsIn(first)]);
    case 'copyreg._reconstructor':
    case 'copy_reg._reconstructor':
    case 'copyreg.__newobj__':
    case 'copy_reg.__newobj__':
    case 'copyreg.__newobj_ex__':
      return reconstructed(called, args);
    default:
      return new PickleRecord(called, args);
  }
}

function refuseRunning(value: PickleValue): void {
  // Old files refer to classes from beside the pickle: ('module', class, its file, its text).
  if (value instanceof PicklePersistent && value.id instanceof PickleSequence)
    value.id.items.forEach(refuseRunning);
  if (!(value instanceof PickleGlobal) || !isRunning(value)) return;
  throw new RnnLensError(
    'This file makes Python call "{0}" as soon as it is opened there, which no model needs: it is not safe, and nothing of it was run or read. Do not open it in Python.',
    value.path,
  );
}

/** Objects of classes with an own way to be made: the class is what counts. */
function reconstructed(called: PickleGlobal, [made0, base, value]: readonly PickleValue[]): PickleValue {
  if (made0 === undefined) return new PickleRecord(called, []);
  if (!called.name.startsWith('_reconstructor')) return made(made0, itemsIn(base));
  const isObject = base instanceof PickleGlobal && base.name === 'object';
  return made(made0, isObject || value === undefined || value === null ? [] : [value]);
}

function itemsIn(value: PickleValue | undefined): readonly PickleValue[] {
  if (value instanceof PickleSequence) return value.items;
  return value instanceof PickleDict ? [...value.entries.keys()] : [];
}

function dictFrom(kind: PickleDict['kind'], from: PickleValue | undefined): PickleDict {
  const dict = new PickleDict(kind);
  if (from instanceof PickleDict) for (const [key, value] of from.entries) dict.entries.set(key, value);
  else
    for (const pair of itemsIn(from))
      if (pair instanceof PickleSequence && pair.items.length === 2)
        dict.entries.set(pair.items[0], pair.items[1]);
  return dict;
}

/** How Python 3 writes bytes for Python 2: as letters with the codes of the bytes. */
function encoded(called: PickleGlobal, args: readonly PickleValue[]): PickleValue {
  const [text, coding] = args;
  if (typeof text !== 'string' || typeof coding !== 'string') return new PickleRecord(called, args);
  if (/^utf-?8$/i.test(coding)) return new TextEncoder().encode(text);
  if (!/^(latin-?1|iso-?8859-?1|ascii)$/i.test(coding)) return new PickleRecord(called, args);
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k);
  return bytes;
}

// What is read of documents of Markdown, HTML and code: rows of a document and its blocks.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { markupOf, languageOfFile } from '../../src/core/text/markup/languages.js';
import { stretchAt } from '../../src/core/text/markup/stretch.js';

/** The blocks that are read of a text, without white space around them. */
function blocksOf(languageId: string, text: string): string[] {
  const markup = markupOf(languageId)!;
  let [at, state, read] = [0, markup.initial, ''];
  while (at < text.length) {
    const stretch = stretchAt(markup, text, at, state);
    at += stretch.text.length;
    state = stretch.endState;
    read += stretch.read;
  }
  return read
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '');
}

type Row = readonly [text: string, ...blocks: string[]];

function rows(languageId: string, cases: readonly Row[]): void {
  for (const [text, ...blocks] of cases)
    assert.deepEqual(blocksOf(languageId, text), blocks, JSON.stringify(text));
}

test('CoNLL-U: the forms of each sentence, with the spaces between them', () => {
  const word = (id: string, form: string, misc = '_') => `${id}\t${form}\t_\tX\t_\t_\t0\t_\t_\t${misc}\n`;
  rows('conllu', [
    [
      readFileSync('test/fixtures/gold.conllu', 'utf8'),
      "The keeper didn't sleep.",
      'Ann likes tea and Bob coffee',
    ],
    [`# text = No\n${word('1', 'A')}${word('2', 'b', 'SpaceAfter=No')}${word('3', 'c')}`, 'A bc'],
    [`${word('1', 'a', 'Gloss=x|SpaceAfter=No')}${word('2', 'b')}\n\n\n${word('1', 'c')}`, 'ab', 'c'],
    [word('1', 'a').replaceAll('\n', '\r\n') + '\r\n' + word('1', 'b'), 'a', 'b'],
    ['not a row\n1\n1\t\n'],
    ['# ' + 'x'.repeat(9000) + '\t1\ty\n' + word('1', 'a'), 'a'],
  ]);
});

test('Markdown blocks: each heading, item, cell and paragraph by itself', () => {
  rows('markdown', [
    ['# How it works\nIt reads.\n', 'How it works', 'It reads.'],
    ['## Closed ##\n\nText', 'Closed', 'Text'],
    ['#hashtag stays', '#hashtag stays'],
    ['Title\n=====\nText\n', 'Title', 'Text'],
    ['Title\n-----\nText\n', 'Title', 'Text'],
    ['One line\nand the next.\n\nAnother.', 'One line\nand the next.', 'Another.'],
    ['- milk\n- eggs\n  and bread\n* salt\n', 'milk', 'eggs\nand bread', 'salt'],
    ['1. First\n2) Second\n', 'First', 'Second'],
    ['- [ ] to do\n- [x] done\n', 'to do', 'done'],
    ['The year was\n1984. It was cold.', 'The year was\n1984. It was cold.'],
    ['> quoted\n> text\n\nNot.', 'quoted\ntext', 'Not.'],
    ['Said:\n> this', 'Said:', 'this'],
    ['> [!NOTE]\n> Mind the gap.', 'Mind the gap.'],
    [
      '| Name | Use |\n|------|:---:|\n| one | for *this* |\n| two | |\n\nEnd',
      'Name',
      'Use',
      'one',
      'for this',
      'two',
      'End',
    ],
    ['a | b\n--|--\nc | d \\| e\n', 'a', 'b', 'c', 'd | e'],
    ['either a | b', 'either a | b'],
    ['Above\n\n---\n\nBelow', 'Above', 'Below'],
    ['[^1]: A note.\n', 'A note.'],
  ]);
});

test('Markdown that is not read: fences, indented code, comments, definitions, front matter', () => {
  rows('markdown', [
    ['Run:\n```sh\nnpm test\n```\nDone.', 'Run:', 'Done.'],
    ['~~~\n```\n~~~\nDone.', 'Done.'],
    ['````md\n```\ncode\n```\n````\nDone.', 'Done.'],
    ['Still typing:\n```js\nconst a = 1;\n', 'Still typing:'],
    ['- item\n  ```\n  code\n  ```\n  more\n', 'item', 'more'],
    ['> ```\n> code\n> ```\n> text', 'text'],
    ['Text\n\n    indented code\n\nText', 'Text', 'Text'],
    ['- item\n\n    its second paragraph\n', 'item', 'its second paragraph'],
    ['A <!-- not this --> b', 'A  b'],
    ['<!--\nnot\n\nthis\n-->\nBut this.', 'But this.'],
    ['<style>\np { color: red }\n</style>\nText', 'Text'],
    ['[docs]: https://example.org "Title"\nText', 'Text'],
    ['---\ntitle: No\n---\nText', 'Text'],
    ['+++\ntitle = "No"\n+++\nText', 'Text'],
    ['---\n\nno front matter\n', 'no front matter'],
    ['`` unclosed', '`` unclosed'],
  ]);
});

test('Markdown within a paragraph: emphasis, code, links, pictures, tags, entities, escapes', () => {
  rows('markdown', [
    ['This is **bold.** Then it goes on.', 'This is bold. Then it goes on.'],
    ['***both*** and __one__ and *two*', 'both and one and two'],
    ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
    ['un**believ**able', 'unbelievable'],
    ['**코드**를 보면 `값`이 [링크](u)에 있다.', '코드를 보면 값이 링크에 있다.'],
    ['**"단어"**를 쓴다.', '"단어"를 쓴다.'],
    ['~~old~~ new, 3~4 hours', 'old new, 3~4 hours'],
    ['Open `config.json` and ``a ` b``.', 'Open config.json and a ` b.'],
    ['See [the **docs**](https://a.b/c_(d) "t") now.', 'See the docs now.'],
    ['See [the docs][ref] and [plain].', 'See the docs and [plain].'],
    ['![logo](a.png) Text [![badge](b.svg)](c)', 'Text'],
    ['It is so.[^1] Then more.', 'It is so. Then more.'],
    ['At <https://example.org> or <a@b.c>.', 'At https://example.org or a@b.c.'],
    ['a<br>b <kbd>Ctrl</kbd> c', 'a\nb Ctrl c'],
    ['<div align="center">Middle</div>', 'Middle'],
    ['<p>One</p><p>Two</p>', 'One', 'Two'],
    ['R&amp;D caf&eacute; &#8212; &nosuch;', 'R&D café — &nosuch;'],
    ['\\*not emphasis\\* and C:\\dir', '*not emphasis* and C:\\dir'],
    ['a < b and c > d, x<y', 'a < b and c > d, x<y'],
    ['*unclosed and **more', '*unclosed and **more'],
  ]);
});

test('HTML: text between the tags, block by block', () => {
  rows('html', [
    ['<p>One <b>bold</b> word.</p>\n<p>Two</p>', 'One bold word.', 'Two'],
    ['<ul><li>milk<li>eggs</ul>', 'milk', 'eggs'],
    ['<table><tr><td>a</td><td>b</td></tr></table>', 'a', 'b'],
    ['<h1 class="a > b">Head</h1>Text', 'Head', 'Text'],
    ['<script>var a = "<p>no</p>";</script>Yes<style>p{}</style>', 'Yes'],
    ['<pre>code\n\ncode</pre>Text', 'Text'],
    ['One <!-- no --> two<!-- never closed', 'One  two'],
    ['<!DOCTYPE html><html><head><title>Name</title></head><body>Text</body></html>', 'Name', 'Text'],
    ['wrapped\n   text<br/>next', 'wrapped text\nnext'],
    ['<b>단어</b>를 쓴다.', '단어를 쓴다.'],
    ['Tom &amp; Jerry &lt;3', 'Tom & Jerry <3'],
    ['a < b, <3 and <unfinished', 'a < b, <3 and <unfinished'],
  ]);
});

test('code: comments, documentation and strings that read like sentences', () => {
  rows('typescript', [
    ['// One comment\n// goes on.\nconst a = 1; // trailing\n', 'One comment\ngoes on.', 'trailing'],
    ['// One.\n\n// Two.\n', 'One.', 'Two.'],
    ['/** Adds two numbers. */\nfunction add() {}', 'Adds two numbers.'],
    [
      '/**\n * First line\n * and second.\n *\n * @param {number} a The first.\n * @returns the sum\n */',
      'First line\nand second.',
      'The first.',
      'the sum',
    ],
    ["const path = 'src/a.ts'; const key = 'two words';"],
    ["throw new Error('The file cannot be read.');", 'The file cannot be read.'],
    ["say('Don\\'t do that again, please.')", "Don't do that again, please."],
    ['say(`There are ${n} files in the folder.`)', 'There are  files in the folder.'],
    ["const url = 'https://example.org'; // not in a string", 'not in a string'],
    ["x.replace(/['\"]/g, ''); // quotes", 'quotes'],
    ['a = b / c; // ratio', 'ratio'],
    ['/* open\nstill', 'open\nstill'],
    ['// eslint-disable-next-line no-var\nvar a;'],
    ["t('파일을 읽을 수 없습니다.')", '파일을 읽을 수 없습니다.'],
    ['//////////////\n// Section\n//////////////', 'Section'],
    ['// See {@link Other} for it.', 'See Other for it.'],
  ]);
  rows('python', [
    ['#!/usr/bin/env python\n# A note.\nx = 1  # count\n', 'A note.', 'count'],
    ['def f():\n    """Returns it.\n\n    Slowly.\n    """\n    return "a#b"', 'Returns it.', 'Slowly.'],
    ["print('This is not a comment # really')", 'This is not a comment # really'],
  ]);
  rows('sql', [['SELECT 1 -- the answer\n/* or\nnot */', 'the answer', 'or\nnot']]);
  rows('lua', [['-- one\n--[[ two\nlines ]] x = 1', 'one', 'two\nlines']]);
  rows('yaml', [['key: value # why\nurl: a#b\n', 'why']]);
  rows('css', [['p { color: #fff } /* white on black */', 'white on black']]);
  rows('rust', [["//! Docs.\nfn f<'a>() {} // it's fine", 'Docs.', "it's fine"]]);
});

test('languages are known by their id and by the ending of a file', () => {
  assert.equal(markupOf('plaintext'), null);
  assert.equal(markupOf('csv'), null);
  assert.equal(markupOf('constructor'), null);
  for (const [name, id] of [
    ['README.md', 'markdown'],
    ['a/b.C.HTML', 'html'],
    ['x.tsx', 'typescript'],
    ['Makefile', ''],
    ['a.txt', ''],
    ['dir.md/file', ''],
    ['.constructor', ''],
  ])
    assert.equal(languageOfFile(name), id, name);
});

// Documents in two scripts: which piece is read by which model.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markupOf } from '../../src/core/text/markup/languages.js';
import { ofScript, PLAIN } from '../../src/core/text/markup/ofScript.js';
import { scriptsOf, type Script } from '../../src/core/text/script.js';
import { MarkedText } from '../../src/core/session/markup/markedText.js';

/** What is read of a text in a script, its pieces apart. */
function piecesOf(text: string, script: Script, languageId = 'plaintext'): string[] {
  const { read } = MarkedText.of(ofScript(markupOf(languageId) ?? PLAIN, script), text);
  return read
    .split(/\n\s*\n/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
}

type Row = readonly [text: string, latin: readonly string[], hangul: readonly string[]];

function rows(cases: readonly Row[], languageId?: string): void {
  for (const [text, latin, hangul] of cases) {
    assert.deepEqual(piecesOf(text, 'latin', languageId), latin, JSON.stringify(text));
    assert.deepEqual(piecesOf(text, 'hangul', languageId), hangul, JSON.stringify(text));
  }
}

test('a line or sentence is read by the model of most of its words', () => {
  rows([
    ['The old house stood.\n낡은 집이 있었다.\n', ['The old house stood.'], ['낡은 집이 있었다.']],
    ['It rained. 비가 왔다. It stopped.', ['It rained.', 'It stopped.'], ['비가 왔다.']],
    ['새 버전은 USB-C로 충전한다.', [], ['새 버전은 USB-C로 충전한다.']],
    ['React Query와 Next.js를 함께 쓴다.', [], ['React Query와 Next.js를 함께 쓴다.']],
    ['The word 사랑 means love.', ['The word 사랑 means love.'], []],
    ['She said yes.\nHe said no.\n', ['She said yes.\nHe said no.'], []],
    ['U.S. 정부는 오늘 발표했다.', [], ['U.S. 정부는 오늘 발표했다.']],
    ['정말? Of course it is.', ['Of course it is.'], ['정말?']],
  ]);
});

test('what is too short to tell goes with what stands before it', () => {
  rows([
    ['네, 좋아요.\nOK!\n그럼 가요.\n', [], ['네, 좋아요.\nOK!\n그럼 가요.']],
    ['It is done.\n---\n🙂\n끝났다.\n', ['It is done.\n---\n🙂'], ['끝났다.']],
    ['1.\n첫째 줄\n', ['1.'], ['첫째 줄']],
  ]);
});

test('of Markdown and code the prose is cut, not the markup', () => {
  rows(
    [
      [
        '# 제목\n\nThe **old** house.\n\n- 낡은 집\n- a new one\n\n```ts\nconst 집 = 1;\n```\n',
        ['The old house.', 'a new one'],
        ['제목', '낡은 집'],
      ],
      ['| Name | 뜻 |\n|--|--|\n| old house | 낡은 집 |\n', ['Name', 'old house'], ['뜻', '낡은 집']],
    ],
    'markdown',
  );
  rows([['# Reads the file.\nx = 1  # 파일을 읽는다\n', ['Reads the file.'], ['파일을 읽는다']]], 'python');
});

test('every letter is read by one of two models', () => {
  const text = 'The house. 집이 있다.\n\nOK 1 2 3\n그래. U.S. 정부 said so in May.\n— 끝 —\n';
  const letters = (read: string): number => read.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const read = (['latin', 'hangul'] as const).map((script) => letters(piecesOf(text, script).join(' ')));
  assert.equal(read[0] + read[1], letters(text));
});

test('the scripts of a text, the one of most of it first', () => {
  assert.deepEqual(scriptsOf('The keeper climbed the tower.'), ['latin']);
  assert.deepEqual(scriptsOf('서울이 크다. OK?'), ['hangul']);
  assert.deepEqual(scriptsOf('The keeper climbed the tower again.\n비가 왔다.'), ['latin', 'hangul']);
  assert.deepEqual(scriptsOf('비가 오래 왔고 바람도 불었다.\nIt rained.'), ['hangul', 'latin']);
  assert.deepEqual(scriptsOf('Ωμέγα 123 漢字 …'), []);
});

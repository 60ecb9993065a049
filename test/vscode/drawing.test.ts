// Whatever is typed, and however busy the editor is: what it draws is where the text is, once typing rests.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Random } from '../../src/core/math/random.js';
import { drawnLines, misdrawn, type DrawnLine } from './drawnText.js';
import { tagAndOpenPanel } from './panelPage.js';
import { until } from './until.js';
import { VsCode, type Workbench } from './workbench.js';

/** What is typed; another seed types something else. */
const SEED = Number(process.env.RNN_LENS_TYPING_SEED ?? 1);

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start();
});
after(() => vscode.stop());

const SENTENCES = [
  'The keeper waits for the boat and the old dog waits for the keeper.',
  'Nobody wrote to her in the long winter, and she wrote to nobody.',
  'You light the lamp at dusk, and the ships come home before the storm.',
  'She reads until morning, but the book is longer than the night.',
];

/** All of it is visible. */
const TEXT = Array.from({ length: 20 }, (_, k) => SENTENCES[k % SENTENCES.length] + '\n').join('');

test('marks and colours are on their words after typing, bursts, several cursors and undo on a busy machine', (context) =>
  vscode.use({ viewport: { width: 1600, height: 900 } }, async (workbench) => {
    context.diagnostic(`seed ${SEED}`);
    writeFileSync(path.join(workbench.folder, 'typed.txt'), TEXT);
    await tagAndOpenPanel(workbench, 'typed.txt');
    await workbench.runCommand('View: Focus First Editor Group');
    const typing = new Typing(workbench, new Random(SEED));
    await typedQuickly(workbench, typing, 'marks', 6);
    await colour(workbench);
    await typedQuickly(workbench, typing, 'colours', 4);
    assert.deepEqual(workbench.consoleErrors, []);
  }));

/** Types for some rounds; after each of them, and after a new run in the end, everything is where it should be. */
async function typedQuickly(
  workbench: Workbench,
  typing: Typing,
  what: 'marks' | 'colours',
  rounds: number,
): Promise<void> {
  await atRest(workbench, what);
  await slowDown(workbench, 3);
  for (let round = 0; round < rounds; round++) {
    await typing.next(round);
    await atRest(workbench, what);
  }
  await slowDown(workbench, 1);
  const live = await atRest(workbench, what);
  await drawAnew(workbench, what);
  assert.deepEqual(await atRest(workbench, what), live, 'drawn as after a new run');
}

/** Makes the window as slow as it would be on a busy machine. */
async function slowDown({ page }: Workbench, times: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: times });
  await session.detach();
}

/** What is drawn once that is on the words, and stays there. */
async function atRest({ page }: Workbench, what: 'marks' | 'colours'): Promise<DrawnLine[]> {
  let before = '';
  let same = 0;
  return until(
    'everything is drawn where the text is',
    async () => {
      const lines = await drawnLines(page);
      const wrong = misdrawn(lines, what === 'marks');
      if (wrong.length > 0) throw new Error(wrong.slice(0, 5).join(', '));
      if (!lines.some(({ styles }) => styles.some((style) => style !== '')))
        throw new Error('nothing is drawn');
      const now = JSON.stringify(lines);
      same = now === before ? same + 1 : 0;
      before = now;
      return same >= 6 ? lines : undefined;
    },
    20_000,
  );
}

async function drawAnew(workbench: Workbench, what: 'marks' | 'colours'): Promise<void> {
  if (what === 'colours') await workbench.runCommand('RNN Lens: Stop Colouring');
  await workbench.runCommand('RNN Lens: Clear Tags');
  await until('nothing is drawn', async () => (await workbench.decorationCount()) === 0);
  await workbench.runCommand('RNN Lens: Tag Current Document');
  await until('marks', async () => (await workbench.decorationCount()) > 50);
  if (what === 'colours') await colour(workbench);
}

/** Colours by the unit that is offered first. */
async function colour(workbench: Workbench): Promise<void> {
  await workbench.runCommand('RNN Lens: Colour by Unit');
  const input = workbench.page.locator('.quick-input-widget input[type="text"]').first();
  await until(
    'a unit is offered',
    async () => (await input.inputValue({ timeout: 1_000 })) === '1 forward 0 h',
  );
  await workbench.quickInput.accept();
  await workbench.statusBarItem(/layer 1 → unit 0 \(h\)/);
}

const WORDS = ['really ', 'beautiful ', 'very old ', 'slowly. And ', 'again '];

/** Somebody at the keyboard. */
class Typing {
  constructor(
    private readonly workbench: Workbench,
    private readonly random: Random,
  ) {}

  async next(round: number): Promise<void> {
    const { keyboard } = this.workbench.page;
    await this.goSomewhere();
    const word = WORDS[this.below(WORDS.length)];
    switch (round % 4) {
      case 0:
        return keyboard.type(word, { delay: 40 + this.below(110) });
      case 1:
        // As fast as the editor takes it.
        return keyboard.type(word + word);
      case 2:
        // Each further press selects one more of the words that are as the one at the cursor.
        for (let cursors = 2 + this.below(4); cursors > 0; cursors--) await keyboard.press('Control+d');
        await keyboard.type(word.trim(), { delay: 40 + this.below(60) });
        return keyboard.press('Escape');
      default:
        for (let times = 3 + this.below(25); times > 0; times--) await keyboard.press('Control+z');
    }
  }

  /** To the start of one of the first words of a line. */
  private async goSomewhere(): Promise<void> {
    const { keyboard } = this.workbench.page;
    await keyboard.press('Control+Home');
    for (let lines = this.below(10); lines > 0; lines--) await keyboard.press('ArrowDown');
    for (let words = this.below(6); words > 0; words--) await keyboard.press('Control+ArrowRight');
    if (this.below(2) === 0) await keyboard.press('Home');
  }

  private below(n: number): number {
    return Math.floor(this.random.next() * n);
  }
}

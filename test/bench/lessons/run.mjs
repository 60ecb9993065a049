// npm run bench:lessons [-- LESSON …]: trains the networks of the lessons in full and says what became of them.
// npm run bench:lessons -- --text FILE: how soon a character GRU-128 has a unit that knows quotations, on a real text.
import { runTypeScript } from '../bundled.mjs';

await runTypeScript('test/bench/lessons/main.ts', ...process.argv.slice(2));

// garu-ko on a file, a line at a time, morphemes and tags to standard output.
import { readFileSync } from 'node:fs';
import { Garu } from 'garu-ko';

const garu = await Garu.load();
for (const line of readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (line.trim() === '') continue;
  const { tokens } = garu.analyze(line);
  process.stdout.write(`${tokens.map(({ text, pos }) => `${text}/${pos}`).join(' ')}\n`);
}

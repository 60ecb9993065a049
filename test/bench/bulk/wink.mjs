// wink-nlp on a file: its pipeline as it comes, a paragraph at a time, tokens and tags to standard output.
import { readFileSync } from 'node:fs';
import model from 'wink-eng-lite-web-model';
import winkNLP from 'wink-nlp';

const nlp = winkNLP(model);
for (const paragraph of readFileSync(process.argv[2], 'utf8').split(/\n\s*\n/)) {
  const tokens = nlp.readDoc(paragraph).tokens();
  const tags = tokens.out(nlp.its.pos);
  process.stdout.write(
    `${tokens
      .out()
      .map((token, t) => `${token}\t${tags[t]}`)
      .join('\n')}\n`,
  );
}

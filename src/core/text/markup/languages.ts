/** Which documents are read without their markup: by VS Code's language id, or by a file's name. */

import { codeOf } from './code.js';
import { CODE_SYNTAXES } from './codeSyntax.js';
import { CONLLU } from './conllu.js';
import { HTML } from './html.js';
import { MARKDOWN } from './markdown.js';
import type { Markup } from './markup.js';

const MARKDOWNS = new Set(['markdown', 'mdx', 'rmd', 'quarto']);
const HTMLS = new Set([
  'html',
  'xml',
  'xsl',
  'vue',
  'svelte',
  'handlebars',
  'razor',
  'django-html',
  'jinja-html',
  'erb',
]);

/** How a document of a language is read; null where all of it is text. */
export function markupOf(languageId: string): Markup | null {
  if (MARKDOWNS.has(languageId)) return MARKDOWN;
  if (HTMLS.has(languageId)) return HTML;
  if (languageId === 'conllu') return CONLLU;
  const syntax = CODE_SYNTAXES.get(languageId);
  return syntax ? codeOf(syntax) : null;
}

/** Language ids by the endings of files. */
const BY_ENDING: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'markdown:md,markdown,mdown,mkd,mdx,rmd,qmd html:html,htm,xhtml,vue,svelte,hbs xml:xml,xsl,svg,rss,atom ' +
    'javascript:js,mjs,cjs,jsx typescript:ts,mts,cts,tsx c:c,h cpp:cpp,cc,cxx,hpp,hh csharp:cs java:java kotlin:kt,kts ' +
    'scala:scala go:go rust:rs swift:swift dart:dart groovy:groovy,gradle php:php css:css scss:scss less:less ' +
    'python:py,pyi ruby:rb shellscript:sh,bash,zsh perl:pl,pm r:r yaml:yml,yaml toml:toml cmake:cmake powershell:ps1 ' +
    'coffeescript:coffee ini:ini,cfg,conf elixir:ex,exs julia:jl nim:nim tcl:tcl sql:sql lua:lua haskell:hs elm:elm ' +
    'clojure:clj lisp:lisp,el scheme:scm racket:rkt erlang:erl matlab:m ocaml:ml,mli fsharp:fs,fsx jsonc:jsonc zig:zig'
  )
    .split(' ')
    .flatMap((entry) => {
      const [language, endings] = entry.split(':');
      return endings.split(',').map((ending) => [ending, language]);
    }),
);

/** VS Code's language id of a file by its name's ending; empty for one that is none of them. */
export function languageOfFile(name: string): string {
  const ending = /\.([^./\\]+)$/.exec(name)?.[1].toLowerCase() ?? '';
  return Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending] : '';
}

// What is shipped has no way to the network: neither in Node's extension host nor in a browser's, engine and panel included.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/**
 * Bundles as the build makes them for the extension; but for the trainers, whose TensorFlow.js brings a loader of models
 * from the web that nothing calls.
 */
const BUNDLES = [/^extension\./, /^engine\.(node|web)\./, /^host\//, /^(webview|fileView)\.js$/];

/** Whatever could ask another machine for something, or run a program that could. */
const WAYS_OUT =
  /\bfetch\s*\(|\b(?:XMLHttpRequest|WebSocket|WebTransport|EventSource|RTCPeerConnection|sendBeacon|importScripts)\b|(?:require|import)\s*\(\s*["'](?:node:)?(?:https?2?|net|tls|dgram|dns|undici|child_process)(?:\/\w+)?["']/;

function bundles(): string[] {
  const files = readdirSync('dist', { recursive: true }).map((file) => String(file).replaceAll('\\', '/'));
  return files.filter((file) => BUNDLES.some((name) => name.test(file)) && /\.c?js$/.test(file));
}

test('no bundle of the extension can ask anything of the network', () => {
  assert.deepEqual(bundles().sort(), [
    'engine.node.cjs',
    'engine.web.js',
    'extension.node.cjs',
    'extension.web.js',
    'fileView.js',
    'host/activate.js',
    'host/activate.web.js',
    'webview.js',
  ]);
  const ways = bundles().flatMap((file) => {
    const way = WAYS_OUT.exec(readFileSync(path.join('dist', file), 'utf8'))?.[0];
    return way ? [`${file}: ${way}`] : [];
  });
  assert.deepEqual(ways, []);
});

test('ways to the network are found', () => {
  for (const way of ['await fetch(url)', 'new WebSocket(url)', 'require("node:https")', "import('net')"])
    assert.match(way, WAYS_OUT);
  for (const none of ['prefetch(', 'fetched(x)', 'require("node:os")', 'this.fetcher'])
    assert.doesNotMatch(none, WAYS_OUT);
});

test('what every window loads is at most 60 KB', () => {
  for (const file of ['extension.node.cjs', 'extension.web.js'])
    assert.ok(statSync(path.join('dist', file)).size <= 60 * 1024, file);
});

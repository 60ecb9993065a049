import * as vscode from 'vscode';
import { OneMessage } from './oneMessage.js';

/** How long something is said that needs no answer. */
const MESSAGE_MS = 5_000;

const messages = new OneMessage((message) => vscode.window.setStatusBarMessage(message, MESSAGE_MS));

/**
 * Says something in the status bar that needs no answer: for some seconds, until something else is said or done
 * (`hush`), or until one of the events tells that it is not so any more.
 */
export function say(message: string, ...over: readonly vscode.Event<unknown>[]): void {
  messages.say(message, over);
}

/** What was said last is over. */
export function hush(): void {
  messages.hush();
}

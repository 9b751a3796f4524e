/** @file Runs Firefox through WebDriver BiDi, which it supports without a driver. */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import WebSocket from 'ws';
import { until } from './until.mjs';

/** @param {string} profile the folder to create for the profile */
export async function openFirefox(profile) {
  await mkdir(profile);
  const options = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
  const firefox = spawn('firefox-esr', options, { stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await waitForMatch(firefox.stderr, /WebDriver BiDi listening on (ws:\S+)/);
  const ask = await connect(`${address}/session`);
  const { capabilities } = await ask('session.new', {
    capabilities: { alwaysMatch: { unhandledPromptBehavior: { default: 'ignore' } } },
  });
  const { contexts } = await ask('browsingContext.getTree', {});
  const { context } = contexts[0];
  return {
    name: `Firefox ${capabilities.browserVersion}`,
    goTo: (url) => ask('browsingContext.navigate', { context, url, wait: 'complete' }),
    reload: () => ask('browsingContext.reload', { context, wait: 'complete' }),
    async evaluate(expression) {
      const target = { context };
      const answer = await ask('script.evaluate', { expression, target, awaitPromise: true });
      if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.text);
      return answer.result.value;
    },
    async chooseFiles(selector, files) {
      const locator = { type: 'css', value: selector };
      const { nodes } = await ask('browsingContext.locateNodes', { context, locator });
      await ask('input.setFiles', { context, element: { sharedId: nodes[0].sharedId }, files });
    },
    acceptDialog: () => until(() => ask('browsingContext.handleUserPrompt', { context, accept: true })),
    close: () => void firefox.kill(),
  };
}

/** @returns a function that sends a command and resolves with its answer */
async function connect(address) {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map();
  socket.on('message', (data) => {
    const { id, type, result, message } = JSON.parse(String(data));
    const settle = waiting.get(id);
    waiting.delete(id);
    if (type === 'success') settle?.resolve(result);
    else if (type === 'error') settle?.reject(new Error(message));
  });
  let next = 1;
  return (method, params) =>
    new Promise((resolve, reject) => {
      waiting.set(next, { resolve, reject });
      socket.send(JSON.stringify({ id: next++, method, params }));
    });
}

/** Waits until the stream's text matches `pattern` and resolves with the first capture. */
function waitForMatch(stream, pattern) {
  let text = '';
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk) => {
      text += String(chunk);
      const found = pattern.exec(text);
      if (found) resolve(found[1]);
    });
    stream.on('end', () => reject(new Error(`Expected ${pattern}, got ${text}`)));
  });
}

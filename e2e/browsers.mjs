/**
 * @file `node e2e/browsers.mjs`: a plain page over the built package in Firefox and in WebKit (WebKitGTK's MiniBrowser), which Playwright's own
 * builds stand for elsewhere. Ranks with both embedded models and prints a table. It takes the browsers that the system has: on Debian
 * `apt-get install firefox-esr webkit2gtk-driver xvfb`.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import WebSocket from 'ws';
import { ensureBuilt } from '../scripts/build.mjs';
import { dist } from '../scripts/paths.mjs';
import { serve } from '../scripts/serve.mjs';

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'rankside-browsers-'));

/** Ranks in the page; the rest of the page's script only says that it is ready. */
const RANK = `(async () => {
  const { createReranker } = await import('/rankside/index.js');
  const answers = [];
  for (const model of ['base', 'fast']) {
    const reranker = await createReranker({ model });
    const { results, stats } = await reranker.rerank('how long do cats sleep', [
      'The bond energy of nitrogen is very high.',
      'Cats sleep for most of the day, up to sixteen hours.',
    ], { explain: true });
    const { device, engine, selfTest, storage, threads } = reranker.report;
    answers.push({ model, first: results[0].index, score: results[0].score, explained: Boolean(results[0].explanation),
      complete: stats.complete, device, engine, storage, threads, maxError: selfTest.maxError });
    await reranker.dispose();
  }
  return JSON.stringify({ agent: navigator.userAgent, answers });
})()`;

try {
  await ensureBuilt();
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>rankside</title><link rel="icon" href="data:,">');
  await run(process.execPath, [join(dist, 'cli.js'), 'copy', join(folder, 'rankside')]);
  const server = await serve(folder);
  process.stdout.write(
    '| browser | model | device | engine | largest error of the self-test | storage |\n|---|---|---|---|---|---|\n',
  );
  for (const [name, rank] of [
    ['Firefox', rankInFirefox],
    ['WebKitGTK', rankInWebKit],
  ]) {
    const text = await rank(server.url).catch((error) => {
      process.exitCode = 1;
      process.stdout.write(`| ${name} | fails: ${String(error.message ?? error).replace(/\s+/g, ' ')} |\n`);
    });
    if (text !== undefined) print(JSON.parse(text));
  }
  await server.close();
} finally {
  await rm(folder, { recursive: true, force: true });
}

function print({ agent, answers }) {
  const name = /Firefox\/[\d.]+/.exec(agent)?.[0] ?? `WebKit (${/Version\/[\d.]+/.exec(agent)?.[0] ?? agent})`;
  for (const { model, first, complete, explained, device, engine, maxError, storage } of answers) {
    const right = first === 1 && complete && explained;
    if (!right) process.exitCode = 1;
    const outcome = right ? model : `${model}, WRONG`;
    process.stdout.write(`| ${name} | ${outcome} | ${device} | ${engine} | ${maxError.toFixed(5)} | ${storage} |\n`);
  }
}

/** By WebDriver BiDi, which Firefox speaks by itself. */
async function rankInFirefox(url) {
  const profile = join(folder, 'profile');
  await mkdir(profile);
  const firefox = spawn(
    'firefox-esr',
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  try {
    const address = await said(firefox.stderr, /WebDriver BiDi listening on (ws:\S+)/);
    const ask = await connect(`${address}/session`);
    await ask('session.new', { capabilities: {} });
    const { contexts } = await ask('browsingContext.getTree', {});
    const { context } = contexts[0];
    await ask('browsingContext.navigate', { context, url, wait: 'complete' });
    const target = { context };
    const { result, exceptionDetails } = await ask('script.evaluate', { expression: RANK, target, awaitPromise: true });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return result.value;
  } finally {
    firefox.kill();
  }
}

/** @returns a function that sends a command and gives its answer */
async function connect(address) {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map();
  socket.on('message', (data) => {
    const { id, type, result, message } = JSON.parse(String(data));
    const settle = waiting.get(id);
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

/** By WebDriver over HTTP, under a virtual display. */
async function rankInWebKit(url) {
  const { stdout } = await run('sh', ['-c', 'ls /usr/lib/*/webkit2gtk-4.*/MiniBrowser | head -1']);
  const binary = stdout.trim();
  const port = 4460;
  const driver = spawn('xvfb-run', ['-a', 'WebKitWebDriver', `--port=${port}`], {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
  });
  const ask = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  try {
    await until(() => ask('GET', '/status'));
    const options = { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } };
    const { sessionId } = await ask('POST', '/session', { capabilities: { alwaysMatch: options } });
    const session = `/session/${sessionId}`;
    await ask('POST', `${session}/timeouts`, { script: 300_000 });
    await ask('POST', `${session}/url`, { url });
    const script = `const done = arguments[0]; ${RANK}.then(done, (error) => done('failed: ' + error));`;
    const answer = await ask('POST', `${session}/execute/async`, { script, args: [] });
    await ask('DELETE', session);
    if (answer.startsWith('failed')) throw new Error(answer);
    return answer;
  } finally {
    process.kill(-driver.pid);
  }
}

/** What `pattern` captures, once the stream says it. */
function said(stream, pattern) {
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

async function until(attempt) {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries > 60) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

/** @file Runs WebKit (WebKitGTK's MiniBrowser) through WebDriver over HTTP, on a virtual display. */
import { execFile, spawn } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { until } from './until.mjs';

const PORT = 4460;
/** The key of an element id in WebDriver's answers. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export async function openWebKit() {
  const { stdout } = await promisify(execFile)('sh', ['-c', 'ls /usr/lib/*/webkit2gtk-4.*/MiniBrowser | head -1']);
  const driver = spawn('xvfb-run', ['-a', 'WebKitWebDriver', `--port=${PORT}`], {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
  });
  const close = () => void process.kill(-driver.pid);
  try {
    return { ...(await startSession(stdout.trim())), close };
  } catch (error) {
    close();
    throw error;
  }
}

async function startSession(binary) {
  await until(() => ask('GET', '/status'));
  const options = {
    'webkitgtk:browserOptions': { binary, args: ['--automation'] },
    unhandledPromptBehavior: 'ignore',
  };
  const { sessionId, capabilities } = await ask('POST', '/session', { capabilities: { alwaysMatch: options } });
  const command = (path, body = {}) => ask('POST', `/session/${sessionId}${path}`, body);
  await command('/timeouts', { script: 600_000, pageLoad: 120_000 });
  return {
    name: `WebKitGTK ${capabilities.browserVersion}`,
    goTo: (url) => command('/url', { url }),
    reload: () => command('/refresh'),
    async evaluate(expression) {
      const script = `const done = arguments[0]; (${expression}).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
      const { value, error } = await command('/execute/async', { script, args: [] });
      if (error !== undefined) throw new Error(error);
      return value;
    },
    async chooseFiles(selector, files) {
      const element = await command('/element', { using: 'css selector', value: selector });
      await command(`/element/${element[ELEMENT]}/value`, { text: files.join('\n') });
    },
    acceptDialog: () => until(() => command('/alert/accept')),
  };
}

async function ask(method, path, body) {
  const response = await fetch(`http://127.0.0.1:${PORT}${path}`, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

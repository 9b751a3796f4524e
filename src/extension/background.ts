/**
 * @file The background script: registers the result pages that are switched on, and starts the page with the model.
 * Chromium's background script is a service worker, which may not start workers, so the model is in an offscreen
 * document; Firefox has no such documents, and its background script, which is a page, holds the model itself.
 */
/// <reference types="chrome" />
import type { StartRequest } from './messages';
import { readPages } from './search-pages';

const SCRIPT_ID = 'rank-results';
const MODEL_PAGE = 'model.html';

chrome.runtime.onInstalled.addListener(({ reason }) => {
  void registerPages();
  if (reason === 'install') void chrome.runtime.openOptionsPage();
});
chrome.runtime.onStartup.addListener(() => void registerPages());
chrome.storage.onChanged.addListener(() => void registerPages());
chrome.permissions.onAdded.addListener(() => void registerPages());
chrome.permissions.onRemoved.addListener(() => void registerPages());
chrome.action.onClicked.addListener(() => void chrome.runtime.openOptionsPage());

chrome.runtime.onMessage.addListener((_message: StartRequest, _sender, respond) => {
  void startModelPage().finally(() => respond());
  return true;
});

/** One change may fire several events, and registrations that overlap fail. */
let registering = Promise.resolve();
function registerPages(): Promise<void> {
  registering = registering.then(replaceRegistration, replaceRegistration);
  return registering;
}

/** Registers the content script for the pages that are on and that the person has permitted. */
async function replaceRegistration(): Promise<void> {
  const wanted = (await readPages()).filter(({ isOn }) => isOn).flatMap(({ matches }) => matches);
  const permitted = await Promise.all(wanted.map((match) => chrome.permissions.contains({ origins: [match] })));
  const matches = wanted.filter((_, i) => permitted[i]);
  const registered = await chrome.scripting.getRegisteredContentScripts({ ids: [SCRIPT_ID] });
  if (registered.length > 0) await chrome.scripting.unregisterContentScripts({ ids: [SCRIPT_ID] });
  if (matches.length === 0) return;
  await chrome.scripting.registerContentScripts([
    { id: SCRIPT_ID, js: ['content.js'], matches, runAt: 'document_end', persistAcrossSessions: true },
  ]);
}

let starting: Promise<void> | undefined;
function startModelPage(): Promise<void> {
  starting ??= openModelPage().finally(() => (starting = undefined));
  return starting;
}

async function openModelPage(): Promise<void> {
  if (!('offscreen' in chrome)) return; // Firefox: model.js is a background script itself
  const contexts = await chrome.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'] });
  if (contexts.length > 0) return;
  await chrome.offscreen.createDocument({
    url: MODEL_PAGE,
    reasons: ['WORKERS'],
    justification: 'The model that ranks results runs in a web worker.',
  });
}

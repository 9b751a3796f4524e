/** @file The page that holds the model: an offscreen document in Chromium, the background page in Firefox. */
/// <reference types="chrome" />
import { createReranker } from 'rankside';
import { serveCalls } from './serve-calls';

/** The worker is terminated after this time without a call, and started again by the next one. */
const IDLE_MS = 120_000;

serveCalls(() => createReranker({ assets: chrome.runtime.getURL('rankside/'), idleMs: IDLE_MS }));

/**
 * @file Uses the demo as a person would, in any browser: adds a PDF, a Markdown and a Word file, asks, opens a result,
 * returns without a server, asks again, deletes everything. It asserts the text that the page shows.
 */

export const WALK_HEAD = ['browser', 'step', 'what the page says', 'seconds'];

/**
 * @param files paths of the files to add
 * @param questions each with the name of the file that answers it
 * @param stopServer stops the server, so that later requests of the page fail
 * @returns one table row for each step, up to the first that fails
 */
export async function walkThroughDemo(browser, { url, files, questions, stopServer }) {
  const page = pageOf(browser);
  const [first, ...others] = questions;
  const steps = [
    ['opens, and the model loads', () => open(page, browser, url)],
    ['adds a PDF, a Markdown and a Word file', () => add(page, browser, files)],
    [`“${first.query}”`, () => ask(page, first)],
    ['opens the PDF at the page', () => openPassage(page)],
    ...others.map((each) => [`“${each.query}”`, () => ask(page, each)]),
    ['prepares vectors', () => page.text('#vectors', 'are ready')],
    ['comes back with its server stopped', () => comeBack(page, browser, stopServer)],
    [`“${first.query}”, again`, () => ask(page, first)],
    ['counts its requests', () => page.text('#requests', '^0 requests to the network')],
    ['deletes everything', () => deleteAll(page, browser)],
  ];
  const rows = [];
  for (const [name, step] of steps) {
    const start = performance.now();
    const { ok, outcome } = await step().then(
      (text) => ({ ok: true, outcome: text }),
      (error) => ({ ok: false, outcome: `FAILS: ${error.message}` }),
    );
    rows.push({ ok, cells: [name, outcome, ((performance.now() - start) / 1000).toFixed(1)] });
    if (!ok) break;
  }
  return rows;
}

async function open(page, browser, url) {
  await browser.goTo(`${url}#/documents`);
  await page.text('#documents-count', '^30 documents');
  await page.run(() => navigator.serviceWorker.ready.then(() => ''));
  return page.text('#model-summary', ' on ');
}

async function add(page, browser, files) {
  await browser.chooseFiles('#choose-files', files);
  await page.text('#added', '^3 added');
  return page.text('#documents-count', '^33 documents');
}

/** Waits for the status line first, since the order may change until the model has read all passages. */
async function ask(page, { query, answer }) {
  await page.run((text) => {
    location.hash = '#/search';
    const input = document.querySelector('#query');
    input.value = '';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, query);
  await page.text('#search-state', 'read by the model');
  const marked = await page.run(waitForMarks, answer, LIMIT_MS);
  return `${answer} first, marked “${marked}”`;
}

async function openPassage(page) {
  await page.run(() => document.querySelector('.card .open').click());
  const shown = await page.text('.turner [role=status]', '^Page 2 of 2$');
  const lines = await page.run(async () => {
    while (!document.querySelector('.sheet canvas')) await new Promise((next) => setTimeout(next, 50));
    return String(document.querySelectorAll('.sheet .line').length);
  });
  if (Number(lines) === 0) throw new Error('Expected lines of the passage to be marked, got none');
  // The reader leaves by a step back in the history, which is done later and sets the address of the question again.
  await page.run(async () => {
    document.querySelector('#viewer-close').click();
    while (history.state?.shows === 'reader') await new Promise((next) => setTimeout(next, 50));
  });
  return `${shown}, ${lines} lines marked`;
}

async function comeBack(page, browser, stopServer) {
  await stopServer();
  await browser.reload();
  await page.text('#model-summary', ' on ');
  return page.text('#vectors', 'from an earlier visit');
}

async function deleteAll(page, browser) {
  await page.run(() => {
    location.hash = '#/documents';
    setTimeout(() => document.querySelector('#delete-all').click());
  });
  await browser.acceptDialog();
  await page.text('#documents-count', 'no documents yet');
  await browser.reload();
  return page.text('#documents-count', 'no documents yet');
}

/** Calls functions in the page. They are sent as text, so they can use only their arguments. */
function pageOf(browser) {
  const run = (work, ...args) => browser.evaluate(`(async () => (${work})(...${JSON.stringify(args)}))()`);
  return { run, text: (selector, pattern) => run(waitForText, selector, pattern, LIMIT_MS) };
}

const LIMIT_MS = 150_000;

/** Waits until the text of the first element that `selector` finds matches, and returns it. */
async function waitForText(selector, pattern, limitMs) {
  const end = performance.now() + limitMs;
  for (;;) {
    const text = document.querySelector(selector)?.textContent.replace(/\s+/g, ' ').trim();
    if (text !== undefined && new RegExp(pattern).test(text)) return text;
    if (performance.now() > end) throw new Error(`Expected ${selector} to say /${pattern}/, got ${text}`);
    await new Promise((next) => setTimeout(next, 50));
  }
}

/**
 * Waits until the first card is that of the answer and has a marked sentence, and returns the sentence. The status line
 * may still be that of the question before, whose cards are shown until the model has read the passages.
 */
async function waitForMarks(answer, limitMs) {
  const end = performance.now() + limitMs;
  for (;;) {
    const card = document.querySelector('.card');
    const marks = [...(card?.querySelectorAll('.hit-sentence') ?? [])];
    const text = card?.textContent ?? '';
    if (text.includes(answer) && marks.length > 0) return marks.map(({ textContent }) => textContent).join('');
    if (performance.now() > end)
      throw new Error(`Expected a marked sentence of ${answer} first, got ${marks.length} marks in ${text}`);
    await new Promise((next) => setTimeout(next, 50));
  }
}

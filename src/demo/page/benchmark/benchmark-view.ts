/** @file The Benchmark view: run, look, take the figures along as JSON. */
import type { RerankerReport } from 'rankside';
import { describeError } from '../model/messages';
import type { PageModel } from '../model/page-model';
import type { Announcer } from '../ui/announce';
import { byId, h, setText } from '../ui/dom';
import { formatDuration } from '../ui/format';
import { linePlot } from '../ui/line-plot';
import { type Figures, measure } from './measure';

export function createBenchmarkView(pageModel: PageModel, announcer: Announcer): void {
  const run = byId('benchmark-run', HTMLButtonElement);
  const save = byId('benchmark-save', HTMLButtonElement);
  const copy = byId('benchmark-copy', HTMLButtonElement);
  const line = byId('benchmark-line', HTMLParagraphElement);
  const bar = byId('benchmark-progress', HTMLProgressElement);
  let json = '';

  async function start(): Promise<void> {
    run.disabled = true;
    bar.hidden = false;
    bar.value = 0;
    setText(line, 'Measuring…');
    try {
      const reranker = await pageModel.get();
      const figures = await measure(reranker, { onProgress: (fraction) => (bar.value = fraction) });
      json = JSON.stringify(shareable(reranker.report, figures), undefined, 2);
      byId('benchmark-report', HTMLDivElement).replaceChildren(...describe(figures));
      save.hidden = copy.hidden = false;
      setText(line, `${reranker.report.model} on ${reranker.report.device}, ${reranker.report.engine}.`);
      announcer.say('The figures are there.');
    } catch (error) {
      setText(line, describeError(error));
    } finally {
      run.disabled = false;
      bar.hidden = true;
    }
  }

  run.addEventListener('click', () => void start());
  save.addEventListener('click', () => {
    const url = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
    h('a', { href: url, download: 'rankside-benchmark.json' }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  });
  copy.addEventListener('click', () => {
    navigator.clipboard.writeText(json).then(
      () => announcer.say('Copied.'),
      () => setText(line, 'This browser does not let the page copy; save it instead.'),
    );
  });
}

function describe({ coldMsPerPassage, coldCurve, warm, words, passages }: Figures): HTMLElement[] {
  const longest = warm[warm.length - 1];
  const figures = h(
    'dl',
    { class: 'figures-list' },
    ...pair(`${coldMsPerPassage.toFixed(1)} ms`, `a passage of ${words} words that was never seen`),
    ...pair(
      longest === undefined ? '–' : formatDuration(longest.medianMs),
      `a query over ${passages} passages seen before`,
    ),
  );
  const plots = h(
    'div',
    { class: 'plots' },
    linePlot({
      title: 'Passages scored over time, none seen before',
      points: [{ x: 0, y: 0 }, ...coldCurve.map(({ ms, scored }) => ({ x: ms / 1000, y: scored }))],
      xLabel: 'seconds',
      yLabel: 'passages scored, first look',
    }),
    linePlot({
      title: 'Time of a query by length of the list, all seen before',
      points: warm.map(({ passages: x, medianMs: y }) => ({ x, y })),
      xLabel: 'passages in the list',
      yLabel: 'milliseconds a query, seen before',
    }),
  );
  return [figures, plots];
}

function pair(figure: string, words: string): HTMLElement[] {
  return [h('div', {}, h('dt', {}, words), h('dd', {}, figure))];
}

/** No text of the reader's and nothing that names them; the browser's name and the number of cores are what figures need. */
function shareable(
  { model, depth, method, device, dtype, engine, threads, adapter, loadMs }: RerankerReport,
  figures: Figures,
) {
  const engineFacts = { model, depth, method, device, dtype, engine, threads, adapter, loadMs };
  return {
    date: new Date().toISOString(),
    browser: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    engine: engineFacts,
    figures,
  };
}

/** @file The Benchmark view: measures the model, plots the figures, and saves or copies them as JSON. */
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
      announcer.say('The measurement is complete.');
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
      () => setText(line, 'This browser did not allow copying. Please save the figures as a file.'),
    );
  });
}

function describe({ coldMsPerPassage, coldCurve, warm, words, passages }: Figures): HTMLElement[] {
  const longest = warm[warm.length - 1];
  const figures = h(
    'dl',
    { class: 'figures-list' },
    ...pair(`${coldMsPerPassage.toFixed(1)} ms`, `for each new passage of ${words} words`),
    ...pair(
      longest === undefined ? '–' : formatDuration(longest.medianMs),
      `for a question over ${passages} passages that were read before`,
    ),
  );
  const plots = h(
    'div',
    { class: 'plots' },
    linePlot({
      title: 'New passages: how many are scored over time',
      points: [{ x: 0, y: 0 }, ...coldCurve.map(({ ms, scored }) => ({ x: ms / 1000, y: scored }))],
      xLabel: 'seconds',
      yLabel: 'new passages scored',
    }),
    linePlot({
      title: 'Passages read before: time of a question by length of the list',
      points: warm.map(({ passages: x, medianMs: y }) => ({ x, y })),
      xLabel: 'passages in the list',
      yLabel: 'milliseconds for a question',
    }),
  );
  return [figures, plots];
}

function pair(figure: string, description: string): HTMLElement[] {
  return [h('div', {}, h('dt', {}, description), h('dd', {}, figure))];
}

/** The figures with the device they depend on: browser, cores, engine. They contain no text of the reader. */
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

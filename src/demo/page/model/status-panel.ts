/**
 * @file The technical panel: the device in use and why others are not, the figures of the last search, and the events
 * of the engine.
 */
import type { CandidateReport, RerankStats, RerankerReport, StatusEvent } from 'rankside';
import type { SearchAnswer } from '../../shared/library-data';
import { byId, create, setText } from '../ui/dom';
import { countOf, formatBytes, formatDuration } from '../ui/format';

export interface StatusPanel {
  showReport(report: RerankerReport): void;
  /** Shows that no engine is in use, with the engine candidates that failed. */
  showNoEngine(failed: readonly CandidateReport[]): void;
  showStats(stats: RerankStats): void;
  /** The figures of a search in the documents: those of the first stage and those of the model. */
  showSearch(stats: RerankStats, firstStage: Pick<SearchAnswer, 'matching' | 'ms'>): void;
  /** Adds a line to the list of events. */
  log(event: StatusEvent): void;
  showDownload(bytes: number, fromCache: boolean): void;
}

export function createStatusPanel(): StatusPanel {
  const short = byId('model-summary', HTMLSpanElement);
  const body = byId('engine-report', HTMLDivElement);
  const reportList = create('dl');
  const candidates = create('div');
  const timings = create('dl');
  const events = create('ul');
  const download = create('p', 'hint');
  body.append(reportList, download, candidates, timings, events);

  return {
    showReport(report) {
      setText(short, `${report.model} on ${report.device}, ${report.dtype}`);
      fill(reportList, describeReport(report));
      candidates.replaceChildren(table(report.candidates));
    },
    showNoEngine(failed) {
      reportList.replaceChildren();
      candidates.replaceChildren(...(failed.length === 0 ? [] : [table(failed)]));
    },
    showStats: (stats) => fill(timings, describeStats(stats)),
    showSearch: (stats, { matching, ms }) =>
      fill(timings, [
        ['Search by words', `${countOf(matching, 'passage')} found in ${formatDuration(ms)}`],
        ...describeStats(stats),
      ]),
    log: (event) => {
      const line = describeEvent(event);
      if (line !== undefined) events.append(create('li', '', line));
    },
    showDownload: (bytes, fromCache) =>
      setText(download, `Model files: ${formatBytes(bytes)}${fromCache ? ', from this browser’s storage' : ''}.`),
  };
}

type Line = readonly [term: string, value: string];

function describeReport(report: RerankerReport): Line[] {
  const { selfTest, adapter, warnings } = report;
  const lines: Line[] = [
    ['Model', describeModel(report)],
    ['Method', report.method],
    ['Device', `${report.device}, ${report.dtype}, ${countOf(report.threads, 'thread')}`],
    ['Workers', String(report.workers)],
    ['First-pass model', report.firstPass === undefined ? 'none' : describeModel(report.firstPass)],
    ['Last-pass model', describeLastPass(report.lastPass)],
    ['Engine', report.engine],
    [
      'Self-test',
      `${countOf(selfTest.pairs, 'reference pair')}, largest error ${selfTest.maxError.toPrecision(2)} (limit ${selfTest.tolerance})`,
    ],
    ['Loading time', formatDuration(report.loadMs)],
    ['Model files kept in', report.storage === 'persistent' ? 'this browser’s storage' : 'memory only'],
  ];
  if (adapter !== undefined) lines.push(['GPU adapter', describeAdapter(adapter)]);
  return [...lines, ...warnings.map((warning): Line => ['Warning', warning])];
}

function describeModel({ model, depth }: Pick<RerankerReport, 'model' | 'depth'>): string {
  return depth === undefined ? model : `${model}, ${countOf(depth, 'layer')}`;
}

const LAST_PASS_STATES = { loading: 'loading', ready: 'ready', failed: 'could not be loaded' } as const;

function describeLastPass(lastPass: RerankerReport['lastPass']): string {
  return lastPass === undefined ? 'none' : `${lastPass.model}, ${LAST_PASS_STATES[lastPass.state]}`;
}

function describeAdapter({
  vendor,
  architecture,
  description,
  software,
}: NonNullable<RerankerReport['adapter']>): string {
  const name = [vendor, architecture, description].filter((part) => part !== '').join(' ');
  return `${name === '' ? 'unnamed' : name}${software ? ' (software)' : ''}`;
}

function describeStats(stats: RerankStats): Line[] {
  const { timings, cache, truncated } = stats;
  return [
    ['Last search', `${countOf(stats.scored, 'passage')} scored in ${formatDuration(timings.totalMs)}`],
    ['Time', `${formatDuration(timings.queuedMs)} waiting, ${formatDuration(timings.runMs)} running`],
    ['Strategy', describeStrategy(stats)],
    ...(stats.lastPass === undefined ? [] : [['Read again by the last-pass model', String(stats.lastPass)] as const]),
    ['Model calls', String(stats.modelCalls)],
    ['Vectors in memory before', `${cache.hits} of ${cache.hits + cache.misses}`],
    ...(truncated > 0 ? [['Passages too long to read whole', String(truncated)] as const] : []),
    ...stats.warnings.map((warning): Line => ['Warning', warning]),
  ];
}

function describeStrategy({ strategy, skipped, missProbability }: RerankStats): string {
  if (strategy === 'exact') return 'exact: the model read every passage';
  const chance = (missProbability * 100).toFixed(1);
  return `cascade: ${skipped} scored by the first-pass model only; chance that "exact" gives other top results: ${chance} %`;
}

function describeEvent(event: StatusEvent): string | undefined {
  switch (event.kind) {
    case 'ready':
      return undefined;
    case 'recovering':
      return `The engine stopped and is being replaced: ${event.reason}`;
    case 'fallback':
      return `Replaced ${event.from} by ${event.to}: ${event.reason}`;
    case 'warning':
      return event.message;
    default:
      return event satisfies never;
  }
}

const STATES: Readonly<Record<CandidateReport['state'], string>> = {
  serving: 'in use',
  starting: 'starting, may share the work',
  sharing: 'shares the work',
  refused: 'refused',
  lost: 'failed',
  'not-tried': 'not tried',
};

function table(candidates: readonly CandidateReport[]): HTMLTableElement {
  const element = create('table');
  element.append(create('caption', '', 'Ways to run the model'));
  const head = element.createTHead().insertRow();
  for (const name of ['Device', 'Number format', 'Runtime', 'State', 'Reason']) {
    const cell = create('th', '', name);
    cell.scope = 'col';
    head.append(cell);
  }
  const body = element.createTBody();
  for (const { device, dtype, runtime, state, reason = '' } of candidates) {
    const row = body.insertRow();
    for (const text of [device, dtype, runtime, STATES[state], reason]) row.insertCell().textContent = text;
  }
  return element;
}

function fill(list: HTMLDListElement, lines: readonly Line[]): void {
  list.replaceChildren(
    ...lines.map(([term, value]) => {
      const pair = create('div');
      pair.append(create('dt', '', term), create('dd', '', value));
      return pair;
    }),
  );
}

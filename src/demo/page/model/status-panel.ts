/** @file Which device serves and why the others do not, how the last search went, and what has happened to the engine. */
import type { CandidateReport, RerankStats, RerankerReport, StatusEvent } from 'rankside';
import { byId, create, setText } from '../ui/dom';
import { countOf, formatBytes, formatDuration } from '../ui/format';

export interface StatusPanel {
  showReport(report: RerankerReport): void;
  showStats(stats: RerankStats): void;
  /** Adds a line to what has happened. */
  log(event: StatusEvent): void;
  showDownload(bytes: number, fromCache: boolean): void;
}

export function createStatusPanel(): StatusPanel {
  const short = byId('model-summary', HTMLSpanElement);
  const body = byId('engine-report', HTMLDivElement);
  const pageModel = create('dl');
  const candidates = create('div');
  const timings = create('dl');
  const events = create('ul');
  const download = create('p', 'hint');
  body.append(pageModel, download, candidates, timings, events);

  return {
    showReport(report) {
      setText(short, `${report.model} on ${report.device}, ${report.dtype}`);
      fill(pageModel, describeReport(report));
      candidates.replaceChildren(table(report.candidates));
    },
    showStats: (stats) => fill(timings, describeStats(stats)),
    log: (event) => {
      const line = describeEvent(event);
      if (line !== undefined) events.append(create('li', '', line));
    },
    showDownload: (bytes, fromCache) =>
      setText(download, `Model files: ${formatBytes(bytes)}${fromCache ? ', from this browser’s own storage' : ''}.`),
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
    ['Scout', report.firstPass === undefined ? 'none: every call is exact' : describeModel(report.firstPass)],
    ['Engine', report.engine],
    [
      'Self-test',
      `${countOf(selfTest.pairs, 'known pair')}; largest error ${selfTest.maxError.toPrecision(2)}, ${selfTest.tolerance} allowed`,
    ],
    ['Ready after', formatDuration(report.loadMs)],
    ['Model files kept in', report.storage === 'persistent' ? 'this browser’s storage' : 'memory only'],
  ];
  if (adapter !== undefined) lines.push(['GPU adapter', describeAdapter(adapter)]);
  return [...lines, ...warnings.map((warning): Line => ['Warning', warning])];
}

function describeModel({ model, depth }: Pick<RerankerReport, 'model' | 'depth'>): string {
  return depth === undefined ? model : `${model}, ${countOf(depth, 'layer')}`;
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
    ['Last search', `${countOf(stats.scored, 'passage')} in ${formatDuration(timings.totalMs)}`],
    ['Of which', `${formatDuration(timings.queuedMs)} waiting, ${formatDuration(timings.runMs)} running`],
    ['Strategy', describeStrategy(stats)],
    ['Model calls', String(stats.modelCalls)],
    ['Passages already in memory', `${cache.hits} of ${cache.hits + cache.misses}`],
    ...(truncated > 0 ? [['Passages cut', String(truncated)] as const] : []),
    ...stats.warnings.map((warning): Line => ['Warning', warning]),
  ];
}

function describeStrategy({ strategy, skipped, missProbability }: RerankStats): string {
  if (strategy === 'exact') return 'exact: the model read every passage';
  return `cascade: ${skipped} left to the first-pass model; chance of another top list ${(missProbability * 100).toFixed(1)} %`;
}

function describeEvent(event: StatusEvent): string | undefined {
  switch (event.kind) {
    case 'ready':
      return undefined;
    case 'recovering':
      return `The engine was lost and is being replaced: ${event.reason}`;
    case 'fallback':
      return `Moved from ${event.from} to ${event.to}: ${event.reason}`;
    case 'warning':
      return event.message;
    default:
      return event satisfies never;
  }
}

function table(candidates: readonly CandidateReport[]): HTMLTableElement {
  const made = create('table');
  made.append(create('caption', '', 'What was considered, in order'));
  const head = made.createTHead().insertRow();
  for (const name of ['Device', 'Type', 'Runtime', 'State', 'Reason']) {
    const cell = create('th', '', name);
    cell.scope = 'col';
    head.append(cell);
  }
  const body = made.createTBody();
  for (const { device, dtype, runtime, state, reason = '' } of candidates) {
    const row = body.insertRow();
    for (const text of [device, dtype, runtime, state.replace('-', ' '), reason]) row.insertCell().textContent = text;
  }
  return made;
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

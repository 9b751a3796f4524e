/** @file The Settings view: the state of the model, its settings, and a summary in the page's footer. */
import { type CandidateReport, type RerankerReport, isRerankError } from 'rankside';
import { mayMissFile, missesModel, reloadIfOutdated } from '../offline/one-version';
import type { Announcer } from '../ui/announce';
import { byId, setText } from '../ui/dom';
import { describeSubstitute } from './create-on-device';
import { describeError } from './messages';
import type { PageModel } from './page-model';
import { DEFAULTS, type Settings } from './settings';
import { type StatusPanel, createStatusPanel } from './status-panel';

const FIELDS = [
  'model',
  'device',
  'method',
  'strategy',
  'lastPass',
  'cache',
  'cores',
] as const satisfies readonly (keyof Settings)[];

export function createEngineView(pageModel: PageModel, announcer: Announcer): StatusPanel {
  const panel = createStatusPanel();
  const short = byId('model-summary', HTMLSpanElement);
  const form = byId('settings', HTMLFormElement);
  const failure = byId('engine-failure', HTMLParagraphElement);
  const retry = byId('retry', HTMLButtonElement);
  const notice = byId('engine-notice', HTMLParagraphElement);

  let shown: Settings | undefined;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    pageModel.applySettings(readForm(form));
  });
  byId('settings-reset', HTMLButtonElement).addEventListener('click', () => {
    pageModel.applySettings(DEFAULTS);
  });
  retry.addEventListener('click', () => pageModel.retry());

  function showReport(report: RerankerReport): void {
    panel.showReport(report);
    const { state } = pageModel;
    const deviceError = state.kind === 'ready' ? state.deviceError : undefined;
    setText(notice, describeSubstitute(pageModel.settings.device, report, deviceError));
  }

  function showFailure(text: string): void {
    setText(failure, text);
    announcer.say(text);
  }

  async function checkVersion(): Promise<void> {
    if (!(await reloadIfOutdated())) return;
    failure.hidden = false;
    showFailure('There is a newer version of this page. Close all tabs of it and open it again.');
  }

  pageModel.watch((state) => {
    // Settings also change elsewhere, where another model is offered.
    if (shown !== pageModel.settings) fillForm(form, (shown = pageModel.settings));
    if (state.kind !== 'ready') setText(notice, '');
    failure.hidden = retry.hidden = state.kind !== 'failed';
    if (state.kind === 'loading') {
      panel.showNoEngine([]);
      setText(short, state.fraction > 0 ? `Loading ${Math.round(state.fraction * 100)} %` : 'Loading');
    } else if (state.kind === 'ready') {
      showReport(state.reranker.report);
      announcer.say('The model is ready.');
    } else {
      panel.showNoEngine(candidatesOf(state.error));
      setText(short, 'Not available');
      showFailure(describeError(state.error));
      if (mayMissFile(state.error)) void checkVersion();
    }
  });
  pageModel.onProgress(({ overallTotalBytes, fromCache }) => panel.showDownload(overallTotalBytes, fromCache));
  pageModel.onStatus((event) => {
    panel.log(event);
    if (missesModel(event)) void checkVersion();
    if (event.kind === 'ready' && pageModel.state.kind === 'ready') showReport(event.report);
    else if (event.kind !== 'warning') announcer.say('The model stopped and is being restarted.');
  });
  return panel;
}

/** The engine candidates that an error names, each with the reason of its failure. */
function candidatesOf(error: unknown): readonly CandidateReport[] {
  return isRerankError(error, 'no-candidate') ? (error.details['candidates'] as readonly CandidateReport[]) : [];
}

function fillForm(form: HTMLFormElement, settings: Settings): void {
  for (const name of FIELDS) fieldOf(form, name).value = String(settings[name]);
}

function readForm(form: HTMLFormElement): Settings {
  const read = Object.fromEntries(FIELDS.map((name) => [name, fieldOf(form, name).value]));
  return { ...read, cores: Math.max(0, Math.trunc(Number(read['cores']))) || 0 } as Settings;
}

function fieldOf(form: HTMLFormElement, name: string): HTMLSelectElement | HTMLInputElement {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLSelectElement || field instanceof HTMLInputElement) return field;
  throw new TypeError(`Expected the settings to have a field \`${name}\`, got none`);
}

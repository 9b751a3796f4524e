/** @file `rankside eval`: measures how much a model improves the first stage of a test collection. */
import { access, constants, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { BeirSet } from '../eval/beir';
import type { EvaluateProgress, EvaluateResult } from '../eval/evaluate';
import { evaluate } from '../eval/evaluate';
import { formatRun } from '../eval/trec-run';
import { FUSIONS } from '../fusion/fuse';
import type { Reranker } from '../client/reranker';
import type { CliContext, Command } from './command';
import { countRank } from './counted-rank';
import { showProgress } from './eval-progress';
import type { EvalReport } from './eval-report';
import { evalReportText } from './eval-report';
import { warnOn } from './warn-on';
import { lastPassOption } from './last-pass-option';
import { LONG_PASSAGES } from './long-passages';
import { methodOption } from './method-option';
import { expectPositionals, oneOf, parseCommandLine, positiveInteger } from './parse-command-line';
import { readBeir } from './read-beir';
import { withReranker } from './with-reranker';

const usage = `Usage: rankside eval <folder> [options]

Re-ranks the first stage of a BEIR folder (corpus.jsonl[.gz], queries.jsonl, qrels.tsv,
run.bm25.trec) and measures both rankings. Progress goes to standard error.

  --model <name|folder>  an embedded model or a model folder (default: base)
  --last-pass <model>    a name or a folder: scores the best passages again, as the model deep does (default: none)
  --depth <n>            layers to run, see "rankside models" (default: all)
  --method <m>           a method, see "rankside methods", or several: late-interaction,listwise:20
                         (default: the model's own)
  --long-passages <how>  first, head-tail or windows: the parts of too long passages that are read (default: first)
  --candidates <n>       candidates re-ranked per query; the rest keep their order (default: 100)
  --queries <n>          only the first n judged queries (default: all)
  --fusion <kind>        none, rrf or weighted: how first-stage scores affect the order (default: none)
  --min-grade <g>        lowest grade that MRR, MAP and recall count (default: 2 for dl19, else 1)
  --run-out <file>       write the new ranking as a TREC run
  --json                 print the report as JSON
`;

const options = {
  model: { type: 'string' },
  'last-pass': { type: 'string' },
  depth: { type: 'string' },
  method: { type: 'string' },
  'long-passages': { type: 'string' },
  candidates: { type: 'string' },
  queries: { type: 'string' },
  fusion: { type: 'string' },
  'min-grade': { type: 'string' },
  'run-out': { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** Large enough for every passage of a test collection, so that each is encoded once. */
const vectorCacheBytes = 2 ** 31;

type Settings = ReturnType<typeof parseSettings>;

export const evalCommand: Command = {
  summary: 'measure a model on a test collection',
  usage,
  async run(args, context) {
    const settings = parseSettings(args);
    if (settings.runOut !== undefined) await checkFolderOf(settings.runOut);
    const set = await readBeir(settings.folder, warnOn(context.stderr));
    const { model, lastPass, depth, method, longPassages } = settings;
    const options = { model, lastPass, depth, ...method, vectorCacheBytes, ...(longPassages && { longPassages }) };
    const { report, rankings } = await withReranker(context, options, (reranker) =>
      measure(set, settings, reranker, context),
    );
    if (settings.runOut !== undefined)
      await writeFile(settings.runOut, formatRun(rankings, `rankside-${report.model}`));
    context.stdout.write(settings.json ? `${JSON.stringify(report, null, 2)}\n` : evalReportText(report));
  },
};

function parseSettings(args: readonly string[]) {
  const { values, positionals } = parseCommandLine(args, options);
  const [folder] = expectPositionals(positionals, ['folder']);
  const name = basename(resolve(folder));
  return {
    folder,
    name,
    model: values.model,
    lastPass: lastPassOption(values),
    depth: positiveInteger('--depth', values.depth, undefined),
    method: methodOption('--method', values.method),
    longPassages: oneOf('--long-passages', values['long-passages'], LONG_PASSAGES, undefined),
    candidates: positiveInteger('--candidates', values.candidates, 100),
    queries: positiveInteger('--queries', values.queries, undefined),
    fusion: oneOf('--fusion', values.fusion, FUSIONS, 'none'),
    minGrade: positiveInteger('--min-grade', values['min-grade'], name === 'dl19' ? 2 : 1),
    runOut: values['run-out'],
    json: values.json ?? false,
  };
}

async function measure(set: BeirSet, settings: Settings, reranker: Reranker, { stderr }: CliContext) {
  const { candidates, minGrade, queries, name, fusion } = settings;
  const counted = countRank(reranker, fusion, warnOn(stderr));
  const counts = { candidates, minGrade, ...(queries !== undefined && { queries }) };
  const result = await drain(evaluate(set, { rank: counted.rank, ...counts }), showProgress(stderr));
  const { model, depth = null, method, device, engine } = reranker.report;
  const scored = counted.scoredPassages();
  const report: EvalReport = {
    set: name,
    model,
    depth,
    method,
    device,
    queries: result.queries,
    candidates: result.candidates,
    fusion,
    firstStage: result.firstStage,
    reranked: result.reranked,
    msPerQuery: result.msPerQuery,
    msPerPassage: scored === 0 ? null : result.totalMs / scored,
    truncated: counted.truncatedShare(),
    engine,
  };
  return { report, rankings: result.rankings };
}

async function drain(
  steps: AsyncGenerator<EvaluateProgress, EvaluateResult, void>,
  show: (step: EvaluateProgress) => void,
): Promise<EvaluateResult> {
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
    show(step.value);
  }
}

/** Checks the folder before minutes of work. */
async function checkFolderOf(file: string): Promise<void> {
  const folder = dirname(resolve(file));
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw new Error(`Cannot write "${file}": the folder "${folder}" is missing or read-only`, { cause: error });
  });
}

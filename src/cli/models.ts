/** @file `rankside models`: lists the embedded models, and known models on a hub. */
import type { Calibration, FileRef, ModelCard } from '../models/card';
import { fittedOf } from '../models/exits';
import { variantFiles } from '../models/files/variant-files';
import { curatedModels } from '../models/hub/curated';
import type { CuratedModel } from '../models/hub/curated';
import { fusionOf } from '../models/page-facts';
import type { Command } from './command';
import { expectPositionals, parseCommandLine } from './parse-command-line';

const usage = `Usage: rankside models [--json]

Lists the embedded models: method, size, variants, limits, languages, licence, provenance. Known models of the public
hub follow; their facts come from their pages, and they were not run here.
`;

export const modelsCommand: Command = {
  summary: 'list the embedded models, and known models on a hub',
  usage,
  run(args, { stdout, cards }) {
    const { values, positionals } = parseCommandLine(args, { json: { type: 'boolean' } });
    expectPositionals(positionals, []);
    const models = Object.values(cards).map(describe);
    const all = [...models, ...curatedModels.map(describeCurated)];
    const text = [...models.map(toText), curatedText()].join('\n');
    stdout.write(values.json ? `${JSON.stringify(all, null, 2)}\n` : text);
    return Promise.resolve();
  },
};

type Description = ReturnType<typeof describe>;

function describe(card: ModelCard) {
  const variants = card.variants.map((variant) => ({
    device: variant.device,
    dtype: variant.dtype,
    runtime: variant.runtime ?? 'onnx',
    bytes: bytesOf(variantFiles(variant)),
  }));
  return {
    name: card.name,
    description: card.description,
    method: card.method,
    parameters: card.parameters,
    /** The size of all files, where shared files count once. */
    bytes: bytesOf([card.tokenizer, ...card.variants.flatMap(variantFiles)]),
    tokenizerBytes: card.tokenizer.bytes,
    /** Sizes are without the tokenizer. Variants may share files. */
    variants,
    devices: [...new Set(variants.map(({ device }) => device))],
    dtypes: [...new Set(variants.map(({ dtype }) => dtype))],
    licence: card.licence,
    provenance: card.provenance,
    /** The exits, shallowest first. */
    exits: (card.exits ?? []).map((exit) => ({ ...exit, calibration: exit.calibration ?? null })),
    calibration: card.calibration ?? null,
    threshold: fittedOf(card).threshold ?? null,
    fusion: fusionOf(card),
    limits: card.limits,
    languages: card.languages,
    /** Its files were run here and compared with PyTorch. */
    verified: true,
  };
}

function describeCurated(model: CuratedModel) {
  return { ...model, source: NOT_RUN };
}

const NOT_RUN = 'from the model’s page, not run';

/** Returns one line per model; the JSON output has all facts. */
function curatedText(): string {
  const lines = curatedModels.map(({ name, method, files, licence }) => {
    const sizes = files.map(({ dtype, bytes }) => (bytes === undefined ? dtype : `${dtype} ${megabytes(bytes)}`));
    return `  ${name}: ${[method, ...sizes, `licence: ${licence}`].join(', ')}\n`;
  });
  return `On the hub (${NOT_RUN}):\n${lines.join('')}`;
}

function bytesOf(files: readonly FileRef[]): number {
  const byPath = new Map(files.map(({ path, bytes }) => [path, bytes]));
  return [...byPath.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function toText(model: Description): string {
  const fields: [string, string][] = [
    ['method', model.method],
    ['parameters', `${(model.parameters / 1e6).toFixed(1)} M`],
    ['size', `${megabytes(model.bytes)} in all, tokenizer ${megabytes(model.tokenizerBytes)}`],
    ...model.variants.map(({ device, dtype, runtime, bytes }): [string, string] => [
      'variant',
      `${device} ${dtype} ${runtime}, ${megabytes(bytes)}`,
    ]),
    ['limits', limitsText(model.limits)],
    ['languages', model.languages.join(', ')],
    ...exitFields(model),
    ['threshold', thresholdText(model.threshold)],
    ['fusion', fusionText(model.fusion)],
    ['licence', model.licence],
    ...model.provenance.map((source): [string, string] => ['provenance', source]),
  ];
  const lines = fields.map(([label, text]) => `  ${label.padEnd(12)} ${text}\n`);
  return `${model.name}: ${model.description}\n${lines.join('')}`;
}

function limitsText({ query, passage, pair }: ModelCard['limits']): string {
  const joint = pair === undefined ? '' : `, pair ${String(pair)}`;
  return `query ${String(query)}, passage ${String(passage)}${joint} tokens`;
}

function exitFields({ exits, calibration }: Description): [string, string][] {
  if (exits.length === 0) return [['calibration', calibrationText(calibration)]];
  return exits.map((exit) => ['depth', exitText(exit)]);
}

function exitText({ depth, cosine, maxsim, calibration }: Description['exits'][number]): string {
  return `${String(depth)}: ${String(cosine)} cosine + ${String(maxsim)} MaxSim; ${calibrationText(calibration)}`;
}

function calibrationText(calibration: Calibration | null): string {
  if (!calibration) return 'none: scores are logits';
  const { slope, intercept, fittedOn } = calibration;
  return `slope ${slope.toFixed(4)}, intercept ${intercept.toFixed(4)}, fitted on ${fittedOn}`;
}

function thresholdText(threshold: Description['threshold']): string {
  if (!threshold) return 'none';
  const { score, falseNegativeRate, fittedOn } = threshold;
  return `${score.toFixed(4)}, misses ${(falseNegativeRate * 100).toFixed(1)} % of the relevant, fitted on ${fittedOn}`;
}

function fusionText({ weight, fittedOn }: Description['fusion']): string {
  return `weight ${weight.toFixed(2)}, ${fittedOn === undefined ? 'the default' : `fitted on ${fittedOn}`}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

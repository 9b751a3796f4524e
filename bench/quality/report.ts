/** @file Writes `QUALITY.md` and its plots from the record of measurements. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Findings } from './findings';
import { findingsOf, meanCost, reliabilitiesOf } from './findings';
import { qualityPlot, reliabilityPlot, speedPlot } from './plots';
import type { QualityRecord } from './record';
import type { Reference } from './references';
import { intervalOf, meanOf } from './rows';
import { reportText } from './sections';
import { toSvg } from './svg';

/** Writes `QUALITY.md` and `plots/*.svg` into `folder`. */
export async function writeReport(
  folder: string,
  record: QualityRecord,
  references: readonly Reference[],
): Promise<void> {
  const findings = findingsOf(record, references);
  await mkdir(join(folder, 'plots'), { recursive: true });
  for (const [name, spec] of Object.entries(plotsOf(findings))) {
    await writeFile(join(folder, 'plots', `${name}.svg`), await toSvg(spec));
  }
  await writeFile(join(folder, 'QUALITY.md'), reportText(findings));
}

function plotsOf(findings: Findings) {
  const { record, rows, sets } = findings;
  const quality = sets.flatMap((set) =>
    rows.flatMap((row) => {
      const interval = intervalOf(row, [set]);
      return interval ? [{ set, system: row.name, kind: row.kind, ...interval }] : [];
    }),
  );
  const speed = rows.flatMap((row) => {
    const mean = meanOf(row, 'ndcg10', sets);
    const ms = meanCost(findings, row.name, 'msPerPassage');
    if (mean === undefined || row.kind === 'fused') return [];
    return [{ system: row.name, mean, ...(ms !== undefined && { ms }) }];
  });
  const bins = reliabilitiesOf(record).flatMap(({ name, found }) => found.bins.map((bin) => ({ model: name, ...bin })));
  return {
    quality: qualityPlot(quality),
    speed: speedPlot(speed),
    ...(bins.length > 0 && { reliability: reliabilityPlot(bins) }),
  };
}

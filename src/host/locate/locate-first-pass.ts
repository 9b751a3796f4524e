/** @file The smaller model of a cascade: an embedded one, the very one that the main model's card was fitted to. */
import { embeddedModels } from '../../models/embedded';
import type { CascadeFit } from '../../models/card';
import type { LoadRequest } from '../../protocol/host-api';
import { locateEmbedded } from './locate-model';
import type { LocatedModel } from './located-model';

export function locateFirstPassModel(
  fit: CascadeFit | undefined,
  request: Pick<LoadRequest, 'assets'>,
): LocatedModel | undefined {
  const card = fit && embeddedModels[fit.from];
  const isTheOne = card?.variants.some(({ data }) => data.some(({ sha256 }) => sha256 === fit?.weights));
  return isTheOne ? locateEmbedded(card!.name, request.assets) : undefined;
}

/** @file Locates the first-pass model of a cascade: the embedded model that the main model's card was fitted to. */
import { embeddedModels } from '../../models/embedded';
import type { CascadeFit } from '../../models/card';
import type { LoadRequest } from '../../protocol/host-api';
import { locateEmbedded } from './locate-model';
import type { LocatedModel } from './located-model';

/** Returns undefined if there is no fit, or the embedded model has other weights than the fit. */
export function locateFirstPassModel(
  fit: CascadeFit | undefined,
  request: Pick<LoadRequest, 'assets'>,
): LocatedModel | undefined {
  const card = fit && embeddedModels[fit.from];
  const hasFittedWeights = card?.variants.some(({ data }) => data.some(({ sha256 }) => sha256 === fit?.weights));
  return hasFittedWeights ? locateEmbedded(card!.name, request.assets) : undefined;
}

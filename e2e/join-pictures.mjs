/** @file Puts screenshots beside each other in one picture. */
import sharp from 'sharp';

/** A WebP picture on a transparent ground, with `gap` pixels between the screenshots. */
export async function joined(pictures, gap) {
  const sizes = await Promise.all(pictures.map((picture) => sharp(picture).metadata()));
  const lefts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, { width }) => sum + width + gap, 0));
  const [width, height] = [lefts.at(-1) + sizes.at(-1).width, Math.max(...sizes.map((size) => size.height))];
  return sharp({ create: { width, height, channels: 4, background: '#0000' } })
    .composite(pictures.map((input, i) => ({ input, left: lefts[i], top: 0 })))
    .webp({ quality: 88 })
    .toBuffer();
}

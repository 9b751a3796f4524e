/** @file Types of text recognition as parsers use it: a parser gives a picture and receives its lines. */

/** A picture in shades of grey, row by row from the top. */
export type GrayImage = {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer>; // (height, width)
  readonly dotsPerInch: number;
};

/** A line of text in a picture. All places are in its pixels, from the upper left. */
export type RecognizedLine = {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
  /** The distance from the foot of the lowest letters to the top of the highest ones. */
  readonly size: number;
};

/** Returns the lines in reading order. The picture's data is transferred, so it cannot be used afterwards. */
export type Recognize = (image: GrayImage) => Promise<readonly RecognizedLine[]>;

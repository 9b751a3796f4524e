/** @file The limit on the search for pages that are pictures. */

/** Of a PDF, at most this many pages without text are examined for pictures, since that decodes the pictures. */
export const MOST_EXAMINED_PAGES = 40;

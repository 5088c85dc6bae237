import type { Stretch } from '../api/types';

/** Longest side of a tile's picture in pixels; one size for all, so that the browser's cache serves grid and gallery. */
export const thumbSize = 320;

/** The server's rendering for a tile: its own choice of stretch unless the annotator picked one. */
export function thumbUrl(imageUrl: string, stretch: Stretch | null): string {
  const [path, existing] = imageUrl.split('?');
  const query = new URLSearchParams(existing);
  if (!query.has('size')) query.set('size', String(thumbSize));
  if (stretch !== null) query.set('stretch', stretch);
  return `${path}?${query}`;
}

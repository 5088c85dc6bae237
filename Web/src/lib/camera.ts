/** How an enlarged picture is looked at: moved by x and y pixels from the centre, after zooming about it. */
export interface Camera {
  zoom: number;
  x: number;
  y: number;
}

export const fitted: Camera = Object.freeze({ zoom: 1, x: 0, y: 0 });

const smallest = 0.5;
const largest = 16;

/** One notch of the wheel (deltaY = ±100) zooms by about 16%; the point under (px, py), from the centre, stays put. */
export function wheeled(camera: Camera, deltaY: number, px: number, py: number): Camera {
  const zoom = Math.min(largest, Math.max(smallest, camera.zoom * Math.exp(-deltaY * 0.0015)));
  const ratio = zoom / camera.zoom;
  return { zoom, x: px - (px - camera.x) * ratio, y: py - (py - camera.y) * ratio };
}

export const dragged = (camera: Camera, dx: number, dy: number): Camera => ({ ...camera, x: camera.x + dx, y: camera.y + dy });

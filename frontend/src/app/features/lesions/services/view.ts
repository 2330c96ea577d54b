/** Which part of a picture is seen: how much larger it is drawn, and where in it, from 0 (left, top) to 1 (right, bottom). */
export interface View {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export const WHOLE: View = { zoom: 1, x: 0.5, y: 0.5 };
export const MOST_ZOOM = 6;

/**
 * The view after what is seen was drawn aside by so many parts of the stage's width and height.
 *
 * The picture is drawn larger around its point (x, y), so that it cannot leave its stage whatever x and y are: of the
 * `zoom − 1` stages that do not fit into the stage, the part x lies before it.
 */
export function drawnAside(view: View, right: number, down: number): View {
  const hidden = view.zoom - 1;
  return hidden <= 0 ? view : { ...view, x: within(view.x - right / hidden), y: within(view.y - down / hidden) };
}

function within(place: number): number {
  return Math.min(1, Math.max(0, place));
}

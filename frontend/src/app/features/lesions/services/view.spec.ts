import { drawnAside, WHOLE } from './view';

describe('the part of a picture that is seen', () => {
  it('follows what is drawn aside', () => {
    const view = drawnAside({ zoom: 3, x: 0.5, y: 0.5 }, 0.5, -0.25);
    // Two stages of width do not fit: half a stage is a quarter of them.
    expect(view).toEqual({ zoom: 3, x: 0.25, y: 0.625 });
  });

  it('never leaves the picture', () => {
    expect(drawnAside({ zoom: 2, x: 0.1, y: 0.9 }, 5, -5)).toEqual({ zoom: 2, x: 0, y: 1 });
  });

  it('is the whole where nothing is hidden', () => {
    expect(drawnAside(WHOLE, 0.5, 0.5)).toBe(WHOLE);
  });
});

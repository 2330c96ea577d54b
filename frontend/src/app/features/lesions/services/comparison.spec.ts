import { ComparedPicture, firstChoice, pairOf, pressed } from './comparison';

/** Pictures with these numbers, in this order. */
function pictures(...ids: number[]): ComparedPicture[] {
  return ids.map((id) => ({
    id,
    created: '2026-11-22T10:44:03Z',
    class: 'melanoma',
    risk: 'high',
    urgent: true,
    word: null,
    picture: `/submissions/${id}/image`,
    thumbnail: `/submissions/${id}/thumbnail`,
  }));
}

describe('what is compared', () => {
  it('is at first the earliest picture with the latest, or with the one that stays', () => {
    expect(firstChoice(pictures(3, 5, 9))).toEqual([3, 9]);
    expect(firstChoice(pictures(3, 5, 9), 5)).toEqual([3, 5]);
    expect(firstChoice(pictures(3, 5, 9), 3)).toEqual([9, 3]);
    expect(firstChoice(pictures(3))).toEqual([3]);
    expect(firstChoice([])).toEqual([]);
  });

  it('lets a picture go that is pressed again, and puts another one in the place of what was chosen longer ago', () => {
    expect(pressed([3, 9], 5)).toEqual([9, 5]);
    expect(pressed([9, 5], 3)).toEqual([5, 3]);
    expect(pressed([3, 9], 9)).toEqual([3]);
    expect(pressed([3], 5)).toEqual([3, 5]);
    expect(pressed([], 5)).toEqual([5]);
  });

  it('always holds the one that stays', () => {
    expect(pressed([3, 9], 9, 9)).toEqual([3, 9]);
    expect(pressed([3, 9], 5, 9)).toEqual([5, 9]);
    expect(pressed([3, 9], 3, 9)).toEqual([9]);
    expect(pressed([9], 3, 9)).toEqual([3, 9]);
  });

  it('stands in the order of time, however it was chosen', () => {
    expect(pairOf(pictures(3, 5, 9), [9, 5])?.map(({ id }) => id)).toEqual([5, 9]);
    expect(pairOf(pictures(3, 5, 9), [9])).toBeNull();
    // One of them was deleted meanwhile.
    expect(pairOf(pictures(3, 5), [3, 9])).toBeNull();
  });
});

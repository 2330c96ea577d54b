import { canPreview, pictureOf, refusalOf } from './picture-file';

function file(bytes: number, type = 'image/jpeg', name = 'spot.jpg'): File {
  const made = new File(['x'], name, { type });
  Object.defineProperty(made, 'size', { value: bytes });
  return made;
}

describe('a chosen file', () => {
  it('passes up to 20 MB', () => expect(refusalOf(file(20_000_000))).toBeNull());

  it('is turned away above, with its size', () => expect(refusalOf(file(31_400_000))).toContain('31 MB'));

  it('is turned away when it is empty', () => expect(refusalOf(file(0))).toContain('empty'));

  it.each([
    ['image/jpeg', true],
    ['image/webp', true],
    ['image/heic', false],
    ['image/tiff', false],
    ['application/dicom', false],
    ['', false],
  ])('of type %j can be shown before it is sent: %s', (type, shown) => expect(canPreview(file(1, type))).toBe(shown));

  it('is the picture among several dropped things', () => {
    const picture = file(1, 'image/png', 'b.png');
    const transfer = { files: [file(1, 'text/plain', 'a.txt'), picture] } as unknown as DataTransfer;
    expect(pictureOf(transfer)).toBe(picture);
    expect(pictureOf(null)).toBeNull();
  });
});

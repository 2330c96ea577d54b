import { canPreview, picturesOf, refusalOf } from './picture-file';

function file(bytes: number, type = 'image/jpeg', name = 'spot.jpg'): File {
  const made = new File(['x'], name, { type });
  Object.defineProperty(made, 'size', { value: bytes });
  return made;
}

describe('a chosen file', () => {
  it('passes up to what the server takes', () => expect(refusalOf(file(20_000_000), 20_000_000)).toBeNull());

  it('is turned away above, with its size', () =>
    expect(refusalOf(file(30_100_000), 30_000_000)).toEqual({
      key: 'submissions.file.large',
      params: { megabytes: 31, most: 30 },
    }));

  it('is turned away when it is empty', () => expect(refusalOf(file(0), 1)).toEqual({ key: 'submissions.file.empty' }));

  it.each([
    ['image/jpeg', true],
    ['image/webp', true],
    ['image/heic', false],
    ['image/tiff', false],
    ['application/dicom', false],
    ['', false],
  ])('of type %j can be shown before it is sent: %s', (type, shown) => expect(canPreview(file(1, type))).toBe(shown));

  it('is every picture among several dropped things', () => {
    const pictures = [file(1, 'image/png', 'b.png'), file(1, '', 'scan.DCM')];
    const transfer = { files: [file(1, 'text/plain', 'a.txt'), ...pictures] } as unknown as DataTransfer;
    expect(picturesOf(transfer)).toEqual(pictures);
    expect(picturesOf(null)).toEqual([]);
  });

  it('is taken as it is where nothing among them is known as a picture, so that the server can say what it is', () => {
    const text = file(1, 'text/plain', 'a.txt');
    expect(picturesOf({ files: [text] } as unknown as DataTransfer)).toEqual([text]);
  });
});

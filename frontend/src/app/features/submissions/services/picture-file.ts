/** What the server takes, said before a large file has travelled in vain. */
export const ACCEPTED = 'image/*,.heic,.heif,.tif,.tiff,.bmp,.dcm,application/dicom';

const MAX_BYTES = 20 * 1000 * 1000;
const SHOWN_BY_BROWSERS = /^image\/(jpeg|png|webp|gif|bmp|avif)$/;

/** A sentence when the server would surely turn this file away, else null. */
export function refusalOf(file: File): string | null {
  if (file.size === 0) {
    return 'This file is empty. Choose another picture.';
  }
  if (file.size > MAX_BYTES) {
    const megabytes = (file.size / 1_000_000).toFixed(0);
    return `This file has ${megabytes} MB; at most 20 MB are taken. Choose a smaller picture.`;
  }
  return null;
}

/** Whether the browser itself can show the file before it is sent; HEIC, TIFF and DICOM it cannot. */
export function canPreview(file: File): boolean {
  return SHOWN_BY_BROWSERS.test(file.type);
}

/** The first picture among what was dropped or pasted. */
export function pictureOf(transfer: DataTransfer | null): File | null {
  const files = [...(transfer?.files ?? [])];
  return files.find((file) => file.type.startsWith('image/')) ?? files[0] ?? null;
}

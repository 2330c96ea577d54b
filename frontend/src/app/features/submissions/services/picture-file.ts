import { Text } from '../../../core/language/texts';

/** What the server takes, said before a large file has travelled in vain. */
export const ACCEPTED = 'image/*,.heic,.heif,.tif,.tiff,.bmp,.dcm,application/dicom';

const SHOWN_BY_BROWSERS = /^image\/(jpeg|png|webp|gif|bmp|avif)$/;

/** A sentence when the server, which takes so many bytes, would surely turn this file away, else null. */
export function refusalOf(file: File, most: number): Text | null {
  if (file.size === 0) {
    return { key: 'submissions.file.empty' };
  }
  if (file.size > most) {
    const params = { megabytes: Math.ceil(file.size / 1_000_000), most: Math.floor(most / 1_000_000) };
    return { key: 'submissions.file.large', params };
  }
  return null;
}

/** Whether the browser itself can show the file before it is sent; HEIC, TIFF and DICOM it cannot. */
export function canPreview(file: File): boolean {
  return SHOWN_BY_BROWSERS.test(file.type);
}

/** The pictures among what was dropped or pasted; where the browser knows none as such, whatever files there are. */
export function picturesOf(transfer: DataTransfer | null): File[] {
  const files = [...(transfer?.files ?? [])];
  const pictures = files.filter(
    (file) => file.type.startsWith('image/') || /\.(dcm|heic|heif|tiff?)$/i.test(file.name),
  );
  return pictures.length > 0 ? pictures : files;
}

/** Something that was noticed about a picture: in a result, or in the refusal of one. */
export interface PictureRemark {
  readonly code?: string;
  /** The server's sentence, in English. */
  readonly message: string;
  readonly stops?: boolean;
}

const KNOWN: ReadonlySet<string> = new Set([
  'blank',
  'low_contrast',
  'too_dark',
  'too_bright',
  'glare',
  'blurred',
  'small',
  'too_small',
  'hair',
  'ink',
  'off_centre',
  'not_skin',
]);

/** The beginning of the keys that say a remark in the language of the page; null for one that is not known here. */
export function keyOf(remark: PictureRemark): string | null {
  return remark.code !== undefined && KNOWN.has(remark.code) ? `submissions.quality.${remark.code}` : null;
}

/** Where the texts `<scope>/<language>` lie, beside the page. */
export function textsAddress(path: string): string {
  return `i18n/${path}.json`;
}

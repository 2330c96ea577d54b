import { ApplicationRef, DOCUMENT, effect, inject } from '@angular/core';

import bold from '@fontsource/ibm-plex-sans-arabic/files/ibm-plex-sans-arabic-arabic-700-normal.woff2';
import { whenQuiet } from '../when-quiet';
import { Languages } from './languages';

// As in _fonts.scss.
const LETTERS = 'U+0600-06FF, U+0750-077F, U+200C-200E, U+FB50-FDFF, U+FE70-FEFC';

/**
 * Have the bold Arabic letters come once the page can be used; until then the browser thickens the regular ones.
 *
 * Both weights together weigh half as much as the whole page, and are not needed to begin.
 */
export function bringBoldArabic(): void {
  const app = inject(ApplicationRef);
  const languages = inject(Languages);
  const fonts = (inject(DOCUMENT) as Partial<Document>).fonts;
  let asked = false;
  effect(() => {
    if (fonts && !asked && languages.current().code === 'ar') {
      asked = true;
      whenQuiet(app, () => {
        const face = new FontFace('IBM Plex Sans Arabic', `url(${bold})`, { weight: '700', unicodeRange: LETTERS });
        face.load().then(
          () => fonts.add(face),
          // The next time that Arabic is chosen.
          () => (asked = false),
        );
      });
    }
  });
}

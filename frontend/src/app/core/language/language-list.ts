export type LanguageCode = 'en' | 'fr' | 'ar';

export interface Language {
  readonly code: LanguageCode;
  /** In its own words, as its readers look for it. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  /** For `Intl`. */
  readonly locale: string;
}

export const LANGUAGES: readonly [Language, ...Language[]] = [
  { code: 'en', name: 'English', direction: 'ltr', locale: 'en-GB' },
  { code: 'fr', name: 'Français', direction: 'ltr', locale: 'fr-FR' },
  // The digits of the printed report.
  { code: 'ar', name: 'العربية', direction: 'rtl', locale: 'ar-u-nu-latn' },
];

/** Under which name the device remembers the language. */
export const KEPT_LANGUAGE = 'lentigo.language';

/** The language of the last visit, else the first that the browser asks for and the page speaks. */
export function firstLanguage(): Language {
  return languageOf(localStorage.getItem(KEPT_LANGUAGE), ...navigator.languages);
}

/** The first of these tags that the page speaks, by its leading part; English where it speaks none. */
export function languageOf(...tags: readonly (string | null)[]): Language {
  for (const tag of tags) {
    const found = LANGUAGES.find(({ code }) => code === tag?.split('-')[0]?.toLowerCase());
    if (found) {
      return found;
    }
  }
  return LANGUAGES[0];
}

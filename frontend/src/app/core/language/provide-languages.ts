import { EnvironmentProviders, inject, makeEnvironmentProviders, provideAppInitializer, Type } from '@angular/core';
import { provideTransloco, TranslocoLoader } from '@jsverse/transloco';

import { Languages, LANGUAGES } from './languages';

/** The languages, with whatever fetches their texts; the first page waits for those of the frame. */
export function provideLanguages(loader: Type<TranslocoLoader>): EnvironmentProviders {
  return makeEnvironmentProviders([
    provideTransloco({
      config: {
        availableLangs: LANGUAGES.map(({ code }) => code),
        defaultLang: LANGUAGES[0].code,
        reRenderOnLangChange: true,
        // Set, because the library writes to the console on its own account otherwise.
        prodMode: true,
        failedRetries: 1,
        scopes: { keepCasing: true },
      },
      loader,
    }),
    provideAppInitializer(() => inject(Languages).start()),
  ]);
}

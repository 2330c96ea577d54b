import { inject } from '@angular/core';
import { ResolveData } from '@angular/router';

import { Languages } from './languages';

/** For `resolve` of a route: its pages open when the texts of these scopes have come. */
export function withTexts(...scopes: readonly string[]): ResolveData {
  return { texts: () => inject(Languages).ensure(...scopes) };
}

// A bundle of its own, small, that runs while the page itself is still on its way: it asks at once for the texts that
// the first page will need.
import { askEarly } from './app/core/language/early-texts';
import { firstLanguage } from './app/core/language/language-list';
import { SIGNED_IN } from './app/core/session/signed-in-mark';

const { code } = firstLanguage();
askEarly(`frame/${code}`);
if (localStorage.getItem(SIGNED_IN) === null) {
  // A visitor comes to the sign-in page.
  askEarly(`account/${code}`);
}

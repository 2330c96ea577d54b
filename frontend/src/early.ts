// A bundle of its own, small, that runs while the page itself is still on its way: it asks at once for what the first page
// will need.
import { serverAddress } from './app/core/api/server-address';
import { askEarly } from './app/core/early-answers';
import { firstLanguage } from './app/core/language/language-list';
import { textsAddress } from './app/core/language/texts-address';
import { SIGNED_IN } from './app/core/session/signed-in-mark';

const { code } = firstLanguage();
askEarly(textsAddress(`frame/${code}`));
if (localStorage.getItem(SIGNED_IN) === null) {
  // A visitor comes to the sign-in page, or sets up what is new.
  askEarly(textsAddress(`account/${code}`));
  askEarly(`${serverAddress()}/setup`);
}

import { Text } from '../language/texts';

/**
 * What the server says of a field that it does not take, and the page's own sentence for it.
 *
 * The server tells no code for these, only Pydantic's English; `tests/web/test_sentences.py` compares both.
 */
const KINDS: readonly (readonly [kind: string, says: RegExp])[] = [
  ['missing', /^(Field required|must not be (blank|empty)|(String|List) should have at least 1 )/],
  ['short', /^(String should|The password must) have at least (?<bound>\d+) characters/],
  ['long', /^(String should|The password may) have at most (?<bound>\d+) characters/],
  ['many', /^List should have at most (?<bound>\d+) item/],
  ['unseen', /^must not hold control characters/],
  ['least', /^Input should be greater than or equal to (?<bound>[\d.-]+)$/],
  ['most', /^Input should be less than or equal to (?<bound>[\d.-]+)$/],
  ['choice', /^(Input should be '|Expected one of )/],
  ['moment', /^(Input should be a valid datetime|Input should have timezone|Expected a date and time)/],
  ['number', /^(Input should be a valid (integer|number)|Expected a number)/],
  ['form', /^(Input should be a valid (string|boolean|list)|String should match|The password is not valid text)/],
];

/** What is wrong with a field in the page's own words; null for what it has none for. */
export function faultOf(message: string): Text | null {
  for (const [kind, says] of KINDS) {
    const found = says.exec(message);
    if (found) {
      return { key: `frame.failures.field.${kind}`, params: { ...found.groups } };
    }
  }
  return null;
}

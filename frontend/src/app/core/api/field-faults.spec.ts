import { TestBed } from '@angular/core/testing';

import { Languages } from '../language/languages';
import { LANGUAGES } from '../language/language-list';
import { Texts } from '../language/texts';
import { faultOf } from './field-faults';

/** As the server words them. */
const WORDED = [
  ['missing', 'Field required'],
  ['missing', 'must not be blank'],
  ['missing', 'must not be empty'],
  ['missing', 'String should have at least 1 character'],
  ['missing', 'List should have at least 1 item after validation, not 0'],
  ['short', 'String should have at least 8 characters', '8'],
  ['short', 'The password must have at least 8 characters, this one has 5.', '8'],
  ['long', 'String should have at most 1024 characters', '1024'],
  ['long', 'The password may have at most 1024 characters, this one has 2000.', '1024'],
  ['many', 'List should have at most 500 items after validation, not 501', '500'],
  ['unseen', 'must not hold control characters'],
  ['least', 'Input should be greater than or equal to 1', '1'],
  ['most', 'Input should be less than or equal to 9007199254740992', '9007199254740992'],
  ['choice', "Input should be 'user' or 'doctor'"],
  ['choice', "Expected one of en, ar, fr; received 'de'."],
  ['moment', 'Expected a date and time such as 2026-11-22T10:44:03Z.'],
  ['moment', 'Input should have timezone info'],
  ['moment', 'Input should be a valid datetime or date, unexpected extra characters at the end of the input'],
  ['number', 'Input should be a valid integer, got a number with a fractional part'],
  ['number', "Expected a number between 0 and 100 (per cent); received '1000'."],
  ['form', 'Input should be a valid string'],
  ['form', 'Input should be a valid boolean, unable to interpret input'],
  ['form', 'Input should be a valid list'],
  ['form', "String should match pattern '^[A-Za-z0-9-]{1,64}$'"],
  ['form', 'The password is not valid text.'],
] as const;

describe('faultOf', () => {
  it.each(WORDED)('knows as %s: %s', (kind, message, bound?: string) => {
    expect(faultOf(message)).toEqual({ key: `frame.failures.field.${kind}`, params: bound ? { bound } : {} });
  });

  it.each(['', 'The moon is full.', 'Expected `name` or `language`, or both.', 'wrong: Field required'])(
    'makes nothing of what it does not know: %j',
    (message) => expect(faultOf(message)).toBeNull(),
  );

  it.each(LANGUAGES.map(({ code }) => code))('has a sentence with the figure for each in %s', async (code) => {
    const languages = TestBed.inject(Languages);
    await languages.use(code);
    for (const [, message, bound = ''] of WORDED) {
      const fault = faultOf(message);
      const sentence = fault ? TestBed.inject(Texts).of(fault) : '';
      expect(sentence, message).toMatch(/^[^{}]+\.$/);
      expect(sentence).not.toContain('frame.');
      expect(sentence).toContain(bound);
    }
    await languages.use('en');
  });
});

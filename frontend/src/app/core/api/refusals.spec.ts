import { TestBed } from '@angular/core/testing';

import { Languages } from '../language/languages';
import { Failure } from './failure';
import { Refusals } from './refusals';

describe('Refusals', () => {
  let refusals: Refusals;
  let languages: Languages;

  beforeEach(() => {
    refusals = TestBed.inject(Refusals);
    languages = TestBed.inject(Languages);
  });

  afterEach(() => languages.use('en'));

  const taken = new Failure('There is an account with this e-mail address already.', 409, 'email_taken');
  const large = new Failure('The file has 31.4 MB; at most 20 MB are taken.', 413, 'too_many_bytes');

  it("keeps the server's figures where the page speaks English", () => {
    expect(refusals.of(large)).toEqual({ words: large.message, foreign: false });
  });

  it.each([
    ['fr', 'Il existe déjà un compte'],
    ['ar', 'يوجد حساب'],
  ] as const)('has its own sentence for a code in %s', async (code, words) => {
    await languages.use(code);
    const said = refusals.of(taken);
    expect(said.words).toContain(words);
    expect(said.foreign).toBe(false);
  });

  it('says of a sentence that it has no words for that it is of another language', async () => {
    await languages.use('fr');
    const failure = new Failure('The moon is full.', 409, 'of_tomorrow');
    expect(refusals.of(failure)).toEqual({ words: 'The moon is full.', foreign: true });
  });

  it('says what is wrong with the fields rather than that something is', async () => {
    await languages.use('fr');
    const message = 'The password is wrong.';
    const details = [{ field: 'password', code: 'wrong_password', message }];
    expect(refusals.of(new Failure(message, 400, 'invalid_input', details)).words).toBe(
      'Ce mot de passe est incorrect.',
    );
    const unknown = [{ field: 'name', message: 'must not hold control characters' }];
    expect(refusals.of(new Failure('…', 400, 'invalid_input', unknown)).words).toContain('Vérifiez-la');
  });

  it('says how long to wait, in every language', async () => {
    const often = new Failure('Too many failed sign-ins; wait.', 429, 'too_many_attempts', [], null, 61);
    expect(refusals.of(often).words).toBe('Too many failed sign-ins; wait. You can try again in 2 min.');
    await languages.use('fr');
    expect(refusals.of(often).words).toContain('trop de tentatives');
    expect(refusals.of(often).words).toContain('dans 2 min.');
  });
});

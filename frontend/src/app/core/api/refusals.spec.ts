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
    const unknown = [{ field: 'name', message: 'The moon is full.' }];
    expect(refusals.of(new Failure('…', 400, 'invalid_input', unknown)).words).toContain('Vérifiez-la');
  });

  it.each([
    ['en', 'Name: This must be filled in. Password: At least 8 characters are needed.'],
    ['fr', 'Nom : Ce champ est à remplir. Mot de passe : Il faut au moins 8 caractères.'],
    ['ar', 'الاسم: يجب ملء هذا الحقل. كلمة المرور: الحد الأدنى لعدد الأحرف: 8.'],
  ] as const)('names the fields, and what is wrong with each, in %s', async (code, words) => {
    await languages.use(code);
    const details = [
      { field: 'name', message: 'must not be blank' },
      { field: 'new_password', message: 'String should have at least 8 characters' },
    ];
    expect(refusals.of(new Failure('name: must not…', 400, 'invalid_input', details))).toEqual({
      words,
      foreign: false,
    });
  });

  it('says beside a field what is wrong with it, by its code or by how the server words it', async () => {
    await languages.use('fr');
    const wrong = { field: 'current_password', code: 'wrong_password', message: 'The current password is wrong.' };
    expect(refusals.sayOfField(wrong).words).toBe('Ce mot de passe est incorrect.');
    const long = { field: 'name', message: 'String should have at most 200 characters' };
    expect(refusals.sayOfField(long)).toEqual({ words: 'Il faut au plus 200 caractères.', foreign: false });
    const unknown = { field: 'name', message: 'The moon is full.' };
    expect(refusals.sayOfField(unknown)).toEqual({ words: 'The moon is full.', foreign: true });
  });

  it('says how long to wait, in every language', async () => {
    const often = new Failure('Too many failed sign-ins; wait.', 429, 'too_many_attempts', [], null, 61);
    expect(refusals.of(often).words).toBe('Too many failed sign-ins; wait. You can try again in 2 min.');
    await languages.use('fr');
    expect(refusals.of(often).words).toContain('trop de tentatives');
    expect(refusals.of(often).words).toContain('dans 2 min.');
  });
});

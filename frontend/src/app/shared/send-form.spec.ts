import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FieldTree, form, required, submit } from '@angular/forms/signals';

import { Failure } from '../core/api/failure';
import { sendForm, sending } from './send-form';

describe('sendForm', () => {
  const failure = signal<Failure | null>(null);
  let typed: FieldTree<{ name: string; chosen: string }>;

  beforeEach(() => {
    failure.set(null);
    typed = TestBed.runInInjectionContext(() => form(signal({ name: 'Ada', chosen: 'a password' })));
  });

  function send(answer: () => Promise<unknown>): Promise<boolean> {
    const fields = { name: typed.name, new_password: typed.chosen };
    return submit(typed, { action: () => sendForm(failure, fields, answer) });
  }

  it('says what was wrong, each remark at its field, and keeps what was typed', async () => {
    const details = [
      { field: 'new_password', code: 'common', message: 'It is too common.' },
      { field: 'of_tomorrow', message: 'Nobody shows this.' },
      { message: 'Nor this.' },
    ];
    const refusal = new Failure('Not like this.', 422, 'invalid', details);
    expect(await send(() => Promise.reject(refusal))).toBe(false);
    expect(failure()).toBe(refusal);
    expect(typed.chosen().errors()).toMatchObject([{ kind: 'server', code: 'common', message: 'It is too common.' }]);
    expect(typed.name().errors()).toEqual([]);
    expect(typed().value()).toEqual({ name: 'Ada', chosen: 'a password' });
  });

  it('says no longer what was wrong before, as soon as it is sent again', async () => {
    await send(() => Promise.reject(new Error('lost')));
    expect(failure()?.message).toBe('lost');
    const during = vi.fn(() => Promise.resolve(failure()));
    expect(await send(during)).toBe(true);
    expect(await during.mock.results[0]?.value).toBeNull();
    expect(failure()).toBeNull();
  });

  it('says no longer what was wrong before, where a second try ends at a rule of the form', async () => {
    typed = TestBed.runInInjectionContext(() =>
      form(signal({ name: 'Ada', chosen: '' }), (path) => required(path.chosen)),
    );
    const action = vi.fn(() => sendForm(failure, {}, () => Promise.resolve()));
    failure.set(new Failure('Not like this.', 422, 'invalid', []));
    expect(await submit(typed, sending(failure, action))).toBe(false);
    expect(action).not.toHaveBeenCalled();
    expect(failure()).toBeNull();
  });
});

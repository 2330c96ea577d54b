import { ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';

import { Failure } from '../../../core/api/failure';
import { Account } from '../../../core/api/types';
import { Session } from '../../../core/session/session';
import { SignInPage } from './sign-in-page';
import { eventually } from '../../../../eventually';

const ADA = { role: 'user', approved: true, must_change_password: false } as Account;

describe('SignInPage', () => {
  let fixture: ComponentFixture<SignInPage>;
  let page: HTMLElement;
  const signIn = vi.fn<Session['signIn']>();
  const navigate = vi.fn();

  beforeEach(() => {
    signIn.mockReset().mockResolvedValue(ADA);
    navigate.mockReset();
    TestBed.configureTestingModule({
      providers: [{ provide: Session, useValue: { signIn, whenForgotten: () => undefined } }],
    });
    vi.spyOn(TestBed.inject(Router), 'navigateByUrl').mockImplementation(navigate);
    fixture = TestBed.createComponent(SignInPage);
    page = fixture.nativeElement as HTMLElement;
  });

  async function send(email: string, password: string): Promise<void> {
    await fixture.whenStable();
    const [first, second] = page.querySelectorAll('input');
    for (const [input, text] of [
      [first, email],
      [second, password],
    ] as const) {
      if (input) {
        input.value = text;
        input.dispatchEvent(new Event('input'));
      }
    }
    page.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await fixture.whenStable();
  }

  it('asks for what is missing before it asks the server', async () => {
    await send('no address', '');
    expect(signIn).not.toHaveBeenCalled();
    expect(page.textContent).toContain('This is not an e-mail address.');
    expect(page.textContent).toContain('Enter your password.');
  });

  it.each([
    [undefined, '/assess'],
    ['/history/17', '/history/17'],
    ['https://elsewhere.example/', '/assess'],
    ['//elsewhere.example/', '/assess'],
    ['/\\elsewhere.example/', '/assess'],
  ])('leads on from %s to %s', async (next, place) => {
    fixture.componentRef.setInput('next', next);
    await send('ada@clinic.example', 'a password');
    expect(signIn).toHaveBeenCalledWith('ada@clinic.example', 'a password');
    expect(navigate).toHaveBeenCalledWith(place);
  });

  it('has a given password changed before anything else', async () => {
    signIn.mockResolvedValue({ ...ADA, must_change_password: true });
    fixture.componentRef.setInput('next', '/history');
    await send('ada@clinic.example', 'a password');
    expect(navigate).toHaveBeenCalledWith('/change-password');
  });

  it('sends once, and leaves the focus where it is meanwhile', async () => {
    let answer: (account: Account) => void = () => undefined;
    signIn.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    await fixture.whenStable();
    const button = page.querySelector<HTMLButtonElement>('button[type=submit]');
    button?.focus();
    const sent = send('ada@clinic.example', 'a password');
    await eventually(() => expect(button?.getAttribute('aria-disabled')).toBe('true'));
    expect(button?.disabled).toBe(false);
    expect(document.activeElement).toBe(button);
    button?.click();
    page.querySelector('form')?.requestSubmit();
    answer(ADA);
    await sent;
    await eventually(() => expect(button?.getAttribute('aria-disabled')).toBeNull());
    expect(signIn).toHaveBeenCalledOnce();
  });

  it("shows the server's sentence and keeps what was typed", async () => {
    signIn.mockRejectedValue(new Failure('E-mail address or password is wrong.', 401, 'wrong_credentials'));
    await send('ada@clinic.example', 'a password');
    expect(page.querySelector('[role=alert]')?.textContent).toContain('password is wrong');
    expect(page.querySelector('input')?.value).toBe('ada@clinic.example');
  });
});

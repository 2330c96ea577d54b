import { HttpTestingController } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';

import { EraseDialog } from './erase-dialog';
import { eventually } from '../../../../eventually';

describe('EraseDialog', () => {
  let fixture: ComponentFixture<EraseDialog>;
  let page: HTMLElement;
  const close = vi.fn();

  beforeEach(async () => {
    close.mockReset();
    TestBed.configureTestingModule({
      providers: [
        { provide: MAT_DIALOG_DATA, useValue: 'ada@home.example' },
        { provide: MatDialogRef, useValue: { close } },
      ],
    });
    fixture = TestBed.createComponent(EraseDialog);
    page = fixture.nativeElement as HTMLElement;
    await fixture.whenStable();
  });

  async function type(email: string, password: string): Promise<void> {
    const [address, secret] = page.querySelectorAll('input');
    for (const [field, text] of [
      [address, email],
      [secret, password],
    ] as const) {
      if (field) {
        field.value = text;
        field.dispatchEvent(new Event('input'));
        field.dispatchEvent(new Event('blur'));
      }
    }
    page.querySelector<HTMLButtonElement>('button[type=submit]')?.click();
    await fixture.whenStable();
  }

  it('asks nothing of the server before the own address stands there', async () => {
    await type('ada@home', 'secret words');
    TestBed.inject(HttpTestingController).expectNone('/account');
    expect(page.textContent).toContain('This is not your e-mail address.');
  });

  it("says the server's sentence, keeps what was typed, and closes when everything is gone", async () => {
    await type(' ADA@home.example', 'a wrong one');
    const server = TestBed.inject(HttpTestingController);
    const asked = await eventually(() => server.expectOne('/account'));
    expect(asked.request.method).toBe('DELETE');
    expect(asked.request.body).toEqual({ password: 'a wrong one' });
    const message = 'The password is wrong.';
    asked.flush({ error: message, message, code: 'wrong_password' }, { status: 403, statusText: 'No' });
    await eventually(() => expect(page.querySelector('[role=alert]')?.textContent).toContain(message));
    expect(close).not.toHaveBeenCalled();
    await type('ada@home.example', 'the right one');
    (await eventually(() => server.expectOne('/account'))).flush({ message: 'Gone.' });
    await eventually(() => expect(close).toHaveBeenCalledWith(true));
  });

  it('erases once, keeps the focus, and is not closed meanwhile', async () => {
    const [keep, erase] = page.querySelectorAll<HTMLButtonElement>('mat-dialog-actions button');
    erase?.focus();
    await type('ada@home.example', 'secret words');
    const server = TestBed.inject(HttpTestingController);
    const asked = await eventually(() => server.expectOne('/account'));
    expect(erase?.disabled).toBe(false);
    expect(erase?.getAttribute('aria-disabled')).toBe('true');
    expect(document.activeElement).toBe(erase);
    expect(keep?.disabled).toBe(true);
    erase?.click();
    await fixture.whenStable();
    server.expectNone('/account');
    asked.flush({ message: 'Gone.' });
    await eventually(() => expect(close).toHaveBeenCalledExactlyOnceWith(true));
  });
});

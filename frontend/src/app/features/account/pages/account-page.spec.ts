import { HttpEventType, HttpHeaders, HttpResponse } from '@angular/common/http';
import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { of } from 'rxjs';

import { Account } from '../../../core/api/types';
import { Languages } from '../../../core/language/languages';
import { Session } from '../../../core/session/session';
import { Consent } from '../services/privacy';
import { AccountPage } from './account-page';
import { eventually } from '../../../../eventually';

const ADA = { _id: '1', name: 'Ada', email: 'ada@home.example', role: 'user', approved: true, language: 'en' };

function consent(purpose: Consent['purpose'], change: Partial<Consent> = {}): Consent {
  const text = { version: '2', title: `May we: ${purpose}?`, text: 'A long text.' };
  return { purpose, given: false, asked: false, version: null, time: null, how: null, text, ...change };
}

describe('AccountPage', () => {
  let fixture: ComponentFixture<AccountPage>;
  let page: HTMLElement;
  let server: HttpTestingController;
  const session = {
    account: signal(ADA as unknown as Account),
    token: () => Promise.resolve(null),
    whenForgotten: () => undefined,
    refresh: vi.fn(() => Promise.resolve(true)),
    signOut: vi.fn(() => Promise.resolve()),
    keepLanguage: vi.fn(() => Promise.resolve()),
  };

  beforeEach(() => {
    session.signOut.mockClear();
    TestBed.configureTestingModule({ providers: [{ provide: Session, useValue: session }] });
    server = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(AccountPage);
    page = fixture.nativeElement as HTMLElement;
    fixture.detectChanges();
  });

  afterEach(() => TestBed.inject(Languages).use('en'));

  async function request(path: string, method = 'GET'): Promise<TestRequest> {
    return eventually(() => {
      fixture.detectChanges();
      return server.expectOne(({ urlWithParams, method: asked }) => urlWithParams === path && asked === method);
    });
  }

  async function until(check: () => void): Promise<void> {
    await eventually(() => {
      fixture.detectChanges();
      check();
    });
  }

  function press(label: string): void {
    const button = [...page.querySelectorAll('button')].find((found) =>
      (found.getAttribute('aria-label') ?? found.textContent).includes(label),
    );
    expect(button, `a button “${label}” in: ${page.textContent}`).toBeDefined();
    button?.focus();
    button?.click();
  }

  it('gives one consent by the version of the text that was shown, and withdraws another', async () => {
    const time = '2026-11-22T10:00:00Z';
    const contract = { given: true, asked: true, version: 'contract v1', time, how: 'given by upload, contract v1' };
    (await request('/account/consents?language=en')).flush([consent('storage', contract), consent('training')]);
    await until(() => expect(page.querySelectorAll('lentigo-consent-card')).toHaveLength(2));
    expect(page.textContent).toContain('by registering');
    expect(page.textContent).toContain('never asked for');

    press('Give: May we: training?');
    const given = await request('/account/consents/training', 'PUT');
    expect(given.request.body).toEqual({ given: true, version: '2' });
    given.flush(consent('training', { given: true, asked: true, version: '2', time, how: 'page' }));
    await until(() => expect(page.textContent).toContain('text version 2'));
    // The button to give it is gone.
    await until(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Withdraw: May we: training?'));

    press('Withdraw: May we: storage?');
    const withdrawn = await request('/account/consents/storage', 'PUT');
    expect(withdrawn.request.body).toMatchObject({ given: false });
    const message = 'The store does not answer.';
    withdrawn.flush({ error: message, message, code: 'unavailable' }, { status: 503, statusText: 'No' });
    await until(() => expect(page.querySelector('[role=alert]')?.textContent).toContain(message));
    expect(page.querySelectorAll('.given')).toHaveLength(2);
  });

  it('asks to agree anew where the text has changed since', async () => {
    const old = { given: true, asked: true, version: '1', time: '2026-11-22T10:00:00Z', how: 'page' };
    (await request('/account/consents?language=en')).flush([consent('review', old)]);
    await until(() => expect(page.textContent).toContain('The present one is version 2'));
    expect(page.textContent).toContain('Agree to this text');
  });

  it('reads the texts in English where there are none in the language of the page', async () => {
    (await request('/account/consents?language=en')).flush([consent('training')]);
    await until(() => expect(page.querySelectorAll('lentigo-consent-card')).toHaveLength(1));
    await TestBed.inject(Languages).use('fr');
    const wrong = { error: 'No.', message: 'No.', code: 'invalid_input' };
    const refused = await request('/account/consents?language=fr');
    refused.flush(wrong, { status: 400, statusText: 'No' });
    (await request('/account/consents?language=en')).flush([consent('review')]);
    await until(() => expect(page.querySelector('lentigo-consent-card h3')?.textContent).toContain('review'));
    expect(page.querySelector('lentigo-consent-card h3')?.getAttribute('lang')).toBe('en');
    expect(page.textContent).toContain('Non donné');
  });

  it('downloads the copy of the data, and says how much has come', async () => {
    const saved = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x');
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    press('Download my data');
    const asked = await request('/account/export');
    asked.event({ type: HttpEventType.DownloadProgress, loaded: 2_500_000 });
    await until(() => expect(page.textContent).toContain('2.5 MB so far'));
    const opener = document.activeElement;
    expect(opener?.textContent).toContain('Download my data');
    press('Download my data');
    server.expectNone('/account/export');
    press('Cancel');
    expect(asked.cancelled).toBe(true);
    expect(document.activeElement).toBe(opener);
    press('Download my data');
    const again = await request('/account/export');
    const headers = new HttpHeaders({ 'Content-Disposition': 'attachment; filename="lentigo-export-2026-11-27.zip"' });
    again.event(new HttpResponse({ body: new Blob(['zip']), headers }));
    await until(() => expect(saved).toHaveBeenCalledOnce());
    await until(() => expect(opener?.getAttribute('aria-disabled')).toBeNull());
  });

  it('changes the name, and keeps what was typed when that fails', async () => {
    const field = page.querySelector<HTMLInputElement>('lentigo-profile-form input');
    expect(field?.value).toBe('Ada');
    if (field) {
      field.value = 'Ada Sommer';
      field.dispatchEvent(new Event('input'));
    }
    fixture.detectChanges();
    press('Save the name');
    const asked = await request('/account', 'PATCH');
    expect(asked.request.body).toEqual({ name: 'Ada Sommer' });
    asked.flush('', { status: 503, statusText: 'No' });
    await until(() => expect(page.querySelector('[role=alert]')?.textContent).toContain('busy'));
    expect(field?.value).toBe('Ada Sommer');
    press('Save the name');
    (await request('/account', 'PATCH')).flush({ ...ADA, name: 'Ada Sommer' });
    await until(() => expect(session.refresh).toHaveBeenCalled());
    // Nothing is left to be saved.
    await until(() => expect(document.activeElement?.getAttribute('aria-disabled')).toBe('true'));
    press('Save the name');
    page.querySelector<HTMLFormElement>('lentigo-profile-form form')?.requestSubmit();
    await new Promise((later) => setTimeout(later));
    server.expectNone('/account');
  });

  it('signs out once the account is gone, and not when the person thought better of it', async () => {
    const dialog = TestBed.inject(MatDialog);
    const closing = (answer: boolean): never => ({ afterClosed: () => of(answer), keydownEvents: () => of() }) as never;
    const opened = vi.spyOn(dialog, 'open').mockReturnValue(closing(false));
    press('Delete my account');
    await until(() => expect(opened).toHaveBeenCalledOnce());
    expect(session.signOut).not.toHaveBeenCalled();
    opened.mockReturnValue(closing(true));
    press('Delete my account');
    await until(() => expect(session.signOut).toHaveBeenCalledOnce());
  });
});

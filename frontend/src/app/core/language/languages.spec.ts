import { Directionality } from '@angular/cdk/bidi';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { TranslocoLoader, TRANSLOCO_LOADER, TranslocoPipe } from '@jsverse/transloco';
import { delay, of, switchMap, throwError, timer } from 'rxjs';

import { Day, Figure, Percentage } from './formats';
import { languageOf, Languages } from './languages';
import { Texts } from './texts';

@Component({
  imports: [Day, Figure, Percentage, TranslocoPipe],
  template: `{{ 'frame.states.retry' | transloco }}|{{ when | day }}|{{ 1234.5 | figure: 1 }}|{{
      64.5 | percentage: 1
    }}`,
})
class Words {
  protected readonly when = '2026-11-22T10:44:03Z';
}

describe('the languages', () => {
  const languages = (): Languages => TestBed.inject(Languages);
  const loader = (): TranslocoLoader => TestBed.inject(TRANSLOCO_LOADER);

  afterEach(() => languages().use('en'));

  it('turn words, dates and figures over at once, and the page the other way for Arabic', async () => {
    const fixture = TestBed.createComponent(Words);
    const words = (): string[] => (fixture.nativeElement as HTMLElement).textContent.split('|');
    await fixture.whenStable();
    expect(words()).toEqual(['Try again', '22 Nov 2026', '1,234.5', '64.5%']);
    await languages().use('fr');
    await fixture.whenStable();
    expect(words().map((word) => word.replace(/\s/g, ' '))).toEqual(['Réessayer', '22 nov. 2026', '1 234,5', '64,5 %']);
    await languages().use('ar');
    await fixture.whenStable();
    expect(words()[0]).toBe('أعد المحاولة');
    expect(document.documentElement).toMatchObject({ lang: 'ar', dir: 'rtl' });
    expect(TestBed.inject(Directionality).value).toBe('rtl');
  });

  it('remember the choice on this device', async () => {
    await languages().use('fr');
    await languages().start();
    expect(languages().current().code).toBe('fr');
    expect(TestBed.inject(Texts).text('frame.places.history')).toBe('Historique');
  });

  it('stay as they are where the texts of another cannot be had', async () => {
    vi.spyOn(loader(), 'getTranslation').mockReturnValue(throwError(() => new Error('no network')));
    vi.spyOn(console, 'error').mockReturnValue();
    await expect(languages().use('fr')).rejects.toThrow();
    expect(languages().current().code).toBe('en');
    expect(localStorage.getItem('lentigo.language')).not.toBe('fr');
  });

  it('speak the one that was chosen last, though its texts came first', async () => {
    const found = loader().getTranslation.bind(loader());
    vi.spyOn(loader(), 'getTranslation').mockImplementation((path) =>
      path.endsWith('fr') ? of({ frame: {} }).pipe(delay(50)) : found(path),
    );
    expect(await Promise.all([languages().use('fr'), languages().use('ar')])).toEqual([false, true]);
    expect(languages().current().code).toBe('ar');
    expect(localStorage.getItem('lentigo.language')).toBe('ar');
  });

  it('say nothing of one that failed after another was chosen', async () => {
    const found = loader().getTranslation.bind(loader());
    vi.spyOn(loader(), 'getTranslation').mockImplementation((path) =>
      path.endsWith('fr') ? timer(50).pipe(switchMap(() => throwError(() => new Error('no network')))) : found(path),
    );
    vi.spyOn(console, 'error').mockReturnValue();
    expect(await Promise.all([languages().use('fr'), languages().use('ar')])).toEqual([false, true]);
    expect(languages().current().code).toBe('ar');
  });

  it.each([
    [[null, 'fr-CA', 'en'], 'fr'],
    [['ar-EG'], 'ar'],
    [['de', 'pt-BR'], 'en'],
    [['xx', 'FR'], 'fr'],
    [[], 'en'],
  ])('take %j for %s', (tags, code) => expect(languageOf(...tags).code).toBe(code));
});

import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';

import { eventually } from '../../../../eventually';
import { EXAMPLE_LESION } from '../example-lesion';
import { ChosenLesion } from '../services/chosen-lesion';
import { LesionField } from './lesion-field';

describe('LesionField', () => {
  let fixture: ComponentFixture<LesionField>;
  let page: HTMLElement;
  let chosen: ChosenLesion;

  beforeEach(() => {
    chosen = TestBed.inject(ChosenLesion);
  });

  async function show(): Promise<TestRequest> {
    fixture = TestBed.createComponent(LesionField);
    page = fixture.nativeElement as HTMLElement;
    await fixture.whenStable();
    return eventually(() => TestBed.inject(HttpTestingController).expectOne('/lesions'));
  }

  const list = (): HTMLSelectElement | null => page.querySelector('select');
  const options = (): (string | undefined)[] => [...(list()?.options ?? [])].map((one) => one.textContent.trim());

  async function until(check: () => void): Promise<void> {
    await eventually(() => {
      fixture.detectChanges();
      check();
    });
  }

  it('is not there for a person who follows no spot', async () => {
    (await show()).flush([]);
    await fixture.whenStable();
    expect(list()).toBeNull();
    expect(page.hidden).toBe(true);
  });

  it('offers the spots by their names and places, and none', async () => {
    const nameless = { ...EXAMPLE_LESION, id: '2', name: '', side: null };
    (await show()).flush([EXAMPLE_LESION, nameless]);
    await until(() => expect(options()).toEqual(['No spot', 'Below the collar (Back, left)', 'Back']));
    expect(list()?.value).toBe('');
    (list() as HTMLSelectElement).value = '2';
    list()?.dispatchEvent(new Event('change'));
    expect(chosen.id()).toBe('2');
  });

  it('shows what was chosen on the page of a spot, though the list cannot be had', async () => {
    chosen.id.set(EXAMPLE_LESION.id);
    const asked = await show();
    expect(options()).toEqual(['No spot', 'The spot that you chose']);
    asked.error(new ProgressEvent('error'));
    await until(() => expect(list()?.value).toBe(EXAMPLE_LESION.id));
    expect(chosen.id()).toBe(EXAMPLE_LESION.id);
  });

  it('asks once, and anew only for a choice that it does not know', async () => {
    (await show()).flush([EXAMPLE_LESION]);
    await until(() => expect(options()).toHaveLength(2));
    fixture.destroy();
    fixture = TestBed.createComponent(LesionField);
    page = fixture.nativeElement as HTMLElement;
    await fixture.whenStable();
    expect(options()).toHaveLength(2);
    TestBed.inject(HttpTestingController).expectNone('/lesions');
    // Begun on another device.
    chosen.id.set('2');
    await fixture.whenStable();
    const asked = await eventually(() => TestBed.inject(HttpTestingController).expectOne('/lesions'));
    expect(options()).toContain('The spot that you chose');
    asked.flush([{ ...EXAMPLE_LESION, id: '2', name: 'Nape' }, EXAMPLE_LESION]);
    await until(() => expect(options()).toContain('Nape (Back, left)'));
    expect(list()?.value).toBe('2');
  });

  it('forgets a choice that is followed no longer', async () => {
    chosen.id.set('gone');
    (await show()).flush([EXAMPLE_LESION]);
    await until(() => expect(chosen.id()).toBeNull());
    await until(() => expect(list()?.value).toBe(''));
  });
});

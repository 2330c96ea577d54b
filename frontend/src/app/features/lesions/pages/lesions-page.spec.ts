import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';

import { eventually } from '../../../../eventually';
import { EXAMPLE_LESION } from '../example-lesion';
import { LesionsPage } from './lesions-page';

describe('LesionsPage', () => {
  let fixture: ComponentFixture<LesionsPage>;
  let page: HTMLElement;

  beforeEach(() => {
    fixture = TestBed.createComponent(LesionsPage);
    page = fixture.nativeElement as HTMLElement;
    fixture.detectChanges();
  });

  function request(): Promise<TestRequest> {
    return eventually(() => TestBed.inject(HttpTestingController).expectOne('/lesions'));
  }

  async function until(check: () => void): Promise<void> {
    await eventually(() => {
      fixture.detectChanges();
      check();
    });
  }

  const rows = (): string[][] =>
    [...page.querySelectorAll('li .words')].map((one) => [...one.children].map((part) => part.textContent.trim()));

  it('shows each spot with its place, its number of pictures and the last one', async () => {
    const { id, site } = EXAMPLE_LESION;
    (await request()).flush([
      EXAMPLE_LESION,
      { id, site, side: null, name: '', created: '', pictures: 0, latest: null },
    ]);
    await until(() =>
      expect(rows()).toEqual([
        ['Below the collar', 'Back, left', 'High risk', '2 pictures', 'Last picture: 22 Nov 2026'],
        ['Back', 'No picture yet'],
      ]),
    );
    expect(page.querySelector('li a')?.getAttribute('href')).toBe('/spots/0194');
  });

  it('says what it is for where there is none', async () => {
    (await request()).flush([]);
    await until(() => expect(page.textContent).toContain('Begin with a new spot'));
    expect(page.querySelector('lentigo-empty button')?.textContent).toContain('New spot');
  });

  it('draws a part of many at a time', async () => {
    (await request()).flush(Array.from({ length: 30 }, (_, place) => ({ ...EXAMPLE_LESION, id: `${place}` })));
    await until(() => expect(rows()).toHaveLength(24));
    const count = page.querySelector('[role=status]');
    expect(count?.textContent).toContain('24 of 30');
    document.body.append(page);
    [...page.querySelectorAll('button')].find((one) => one.textContent.includes('Show more'))?.click();
    await until(() => expect(rows()).toHaveLength(30));
    // The button is gone; the same line says how many there are now, and the first new one has the focus.
    expect(page.textContent).not.toContain('Show more');
    expect(count?.isConnected).toBe(true);
    expect(count?.textContent).toContain('30 of 30');
    expect(document.activeElement?.getAttribute('href')).toBe('/spots/24');
    page.remove();
  });

  it('opens one dialog, however often the button is pressed', async () => {
    (await request()).flush([]);
    const button = await eventually(() => {
      fixture.detectChanges();
      const found = page.querySelector<HTMLButtonElement>('lentigo-empty button');
      expect(found).not.toBeNull();
      return found as HTMLButtonElement;
    });
    button.click();
    button.click();
    await until(() => expect(document.querySelector('mat-dialog-container h2')).not.toBeNull());
    expect(document.querySelectorAll('mat-dialog-container')).toHaveLength(1);
    TestBed.inject(MatDialog).closeAll();
  });

  it('tries again where they cannot be had', async () => {
    (await request()).error(new ProgressEvent('error'));
    await until(() => expect(page.querySelector('[role=alert]')?.textContent).toContain('cannot be reached'));
    expect(page.textContent).not.toContain('Begin with a new spot');
    page.querySelector<HTMLButtonElement>('[role=alert] button')?.click();
    (await request()).flush([EXAMPLE_LESION]);
    await until(() => expect(rows()).toHaveLength(1));
  });
});

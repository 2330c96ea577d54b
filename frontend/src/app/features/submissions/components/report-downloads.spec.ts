import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';

import { Failure } from '../../../core/api/failure';
import { ReportDownloads } from './report-downloads';

describe('ReportDownloads', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<ReportDownloads>;
  let page: HTMLElement;
  const failed: (Failure | null)[] = [];
  const saved: string[] = [];

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    http = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(ReportDownloads);
    fixture.componentRef.setInput('at', '/reviews/17');
    fixture.componentRef.setInput('number', 17);
    failed.length = saved.length = 0;
    fixture.componentInstance.failed.subscribe((failure) => failed.push(failure));
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:report');
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download);
    });
    await fixture.whenStable();
    page = fixture.nativeElement as HTMLElement;
  });

  afterEach(() => vi.restoreAllMocks());

  function press(button: Element | undefined): void {
    (button as HTMLButtonElement).dispatchEvent(new Event('click'));
  }

  async function answer(ending: string, file: Blob, status?: { status: number; statusText: string }): Promise<void> {
    (await vi.waitFor(() => http.expectOne(`/reviews/17/report.${ending}`))).flush(file, status);
  }

  it('saves the PDF under the number, and asks once however often it is pressed', async () => {
    const [pdf] = page.querySelectorAll('button');
    press(pdf);
    press(pdf);
    await answer('pdf', new Blob(['%PDF']));
    await vi.waitFor(() => expect(saved).toEqual(['lentigo-17.pdf']));
    expect(failed).toEqual([null]);
  });

  const labels = (): (string | undefined)[] =>
    [...page.querySelectorAll('button')].map((button) => button.textContent.replace(/\s+/g, ' ').trim());

  function items(): Promise<NodeListOf<HTMLButtonElement>> {
    page.querySelectorAll('button')[1]?.click();
    return vi.waitFor(() => {
      const found = document.querySelectorAll<HTMLButtonElement>('button[mat-menu-item]');
      expect(found).toHaveLength(2);
      return found;
    });
  }

  it('gives the files for other systems from a menu', async () => {
    for (const [place, ending] of ['fhir.json', 'dcm'].entries()) {
      press((await items())[place]);
      await answer(ending, new Blob(['x']));
      await vi.waitFor(() => expect(saved.at(-1)).toBe(`lentigo-17.${ending}`));
    }
  });

  it('says which one is being made, and offers no other meanwhile', async () => {
    press((await items())[1]);
    await fixture.whenStable();
    expect(labels()).toEqual(['Download as PDF', 'Making the report…']);
    const offered = await items();
    await fixture.whenStable();
    expect([...offered].map(({ disabled }) => disabled)).toEqual([true, true]);
    expect(page.querySelector('button')?.getAttribute('aria-disabled')).toBe('true');
    await answer('dcm', new Blob(['x']));
    await vi.waitFor(() => expect(saved).toHaveLength(1));
    press(page.querySelectorAll('button')[0]);
    await fixture.whenStable();
    expect(labels()[0]).toBe('Making the report…');
    expect(labels()[1]).not.toBe('Making the report…');
  });

  it('says nothing to a page that shows another one by now', async () => {
    press(page.querySelectorAll('button')[0]);
    const asked = await vi.waitFor(() => http.expectOne('/reviews/17/report.pdf'));
    fixture.destroy();
    // Angular drops what comes from one that is gone, and complains.
    const complaint = vi.spyOn(console, 'warn').mockReturnValue();
    asked.flush(new Blob(), { status: 404, statusText: 'Not Found' });
    await new Promise((resolve) => setTimeout(resolve));
    expect(complaint).not.toHaveBeenCalled();
    expect(failed).toEqual([null]);
  });

  it('tells the page why nothing came, and can be tried again', async () => {
    const [pdf] = page.querySelectorAll('button');
    press(pdf);
    await answer('pdf', new Blob(), { status: 404, statusText: 'Not Found' });
    await vi.waitFor(() => expect(failed.map((failure) => failure?.status)).toEqual([undefined, 404]));
    expect(saved).toEqual([]);
    press(pdf);
    await answer('pdf', new Blob(['%PDF']));
    await vi.waitFor(() => expect(saved).toHaveLength(1));
  });
});

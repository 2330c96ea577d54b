import { ComponentFixture, TestBed } from '@angular/core/testing';
import { By } from '@angular/platform-browser';

import { textsOf } from '../../../../texts-on-disk';
import { Languages } from '../../../core/language/languages';
import { ComparedPicture } from '../services/comparison';
import { PictureComparison } from './picture-comparison';

function picture(id: number, created: string): ComparedPicture {
  const address = `/submissions/${id}`;
  return {
    ...{ id, created, class: 'melanoma', risk: 'high', urgent: true, word: null },
    picture: `${address}/image`,
    thumbnail: `${address}/thumbnail`,
  };
}

const PICTURES = [
  picture(3, '2026-01-05T12:00:00Z'),
  picture(5, '2026-05-05T12:00:00Z'),
  picture(9, '2026-11-05T12:00:00Z'),
];

describe('PictureComparison', () => {
  let fixture: ComponentFixture<PictureComparison>;
  let page: HTMLElement;

  async function show(kept: number | null = null): Promise<void> {
    fixture = TestBed.createComponent(PictureComparison);
    fixture.componentRef.setInput('pictures', PICTURES);
    fixture.componentRef.setInput('kept', kept);
    page = fixture.nativeElement as HTMLElement;
    await drawn();
  }

  // Not `whenStable`: the pictures never come.
  function drawn(): Promise<void> {
    fixture.detectChanges();
    return Promise.resolve();
  }

  const buttons = (): HTMLButtonElement[] => [...page.querySelectorAll<HTMLButtonElement>('[role=group] button')];
  const pressed = (): boolean[] => buttons().map((one) => one.getAttribute('aria-pressed') === 'true');
  const said = (): string => page.querySelector('[role=status]')?.textContent.trim() ?? '';
  const compared = (): (string | undefined)[] =>
    [...page.querySelectorAll('figcaption strong')].map((one) => one.textContent.trim());

  async function press(place: number): Promise<void> {
    buttons()[place]?.click();
    await drawn();
  }

  it('holds the earliest picture beside the latest, and tells the time between them', async () => {
    await show();
    expect(pressed()).toEqual([true, false, true]);
    expect(compared()).toEqual(['5 Jan 2026', '5 Nov 2026']);
    expect(said()).toBe('Time between sending the two pictures: 10 months.');
  });

  it('takes any two, the earlier first, and asks for a second one where there is one alone', async () => {
    await show();
    await press(1);
    expect(compared()).toEqual(['5 May 2026', '5 Nov 2026']);
    await press(2);
    expect(said()).toBe('Choose two pictures to compare.');
    expect(compared()).toEqual([]);
    await press(0);
    expect(compared()).toEqual(['5 Jan 2026', '5 May 2026']);
    expect(said()).toContain('4 months');
  });

  it('never lets the kept one go', async () => {
    await show(5);
    expect(compared()).toEqual(['5 Jan 2026', '5 May 2026']);
    expect(buttons()[1]?.getAttribute('aria-disabled')).toBe('true');
    await press(1);
    await press(2);
    expect(compared()).toEqual(['5 May 2026', '5 Nov 2026']);
    expect(page.querySelector('figcaption')?.textContent).toContain('This case');
  });

  it('keeps the choice when the same pictures come anew, and begins anew with others', async () => {
    await show();
    await press(1);
    fixture.componentRef.setInput('pictures', [...PICTURES, picture(12, '2026-11-20T12:00:00Z')]);
    await drawn();
    expect(compared()).toEqual(['5 May 2026', '5 Nov 2026']);
    fixture.componentRef.setInput('pictures', PICTURES.slice(0, 2));
    await drawn();
    expect(compared()).toEqual(['5 Jan 2026', '5 May 2026']);
  });

  it('shows the same part of both, moved by the arrow keys of either', async () => {
    await show();
    const stages = [...page.querySelectorAll<HTMLElement>('lentigo-zoom-picture')];
    const styles = (): string[] =>
      stages.map((one) => {
        const { transform, transformOrigin } = (one.firstElementChild as HTMLElement).style;
        return `${transform} ${transformOrigin}`;
      });
    expect(stages.map((one) => one.getAttribute('tabindex'))).toEqual([null, null]);
    // A slider has no length without a layout, which jsdom lacks.
    fixture.debugElement.query(By.css('input')).triggerEventHandler('valueChange', 2);
    await drawn();
    expect(styles()).toEqual(['scale(2) 50% 50%', 'scale(2) 50% 50%']);
    expect(stages.map((one) => one.getAttribute('tabindex'))).toEqual(['0', '0']);
    const key = new KeyboardEvent('keydown', { key: 'ArrowRight', cancelable: true });
    stages[1]?.dispatchEvent(key);
    await drawn();
    expect(key.defaultPrevented).toBe(true);
    expect(styles()).toEqual(['scale(2) 60% 50%', 'scale(2) 60% 50%']);
    // It opens a list, or goes back in the history of the browser.
    const other = new KeyboardEvent('keydown', { key: 'ArrowLeft', altKey: true, cancelable: true });
    stages[0]?.dispatchEvent(other);
    expect(other.defaultPrevented).toBe(false);
  });

  it.each([
    ['fr', '10 mois'],
    ['ar', '10 أشهر'],
  ] as const)('tells the time in the words of %s', async (code, span) => {
    const { between } = textsOf('lesions', code)['compare'] as { between: string };
    await TestBed.inject(Languages).ensure('lesions');
    await TestBed.inject(Languages).use(code);
    try {
      await show();
      expect(said().replace(/\s/g, ' ')).toBe(between.replace('{{ span }}', span).replace(/\s/g, ' '));
    } finally {
      await TestBed.inject(Languages).use('en');
    }
  });
});

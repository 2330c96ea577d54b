import { TestBed } from '@angular/core/testing';

import { EXAMPLE } from '../example-submission';
import { HeatMapViewer } from './heat-map-viewer';

describe('HeatMapViewer', () => {
  it('keeps the place of the picture, and makes the heat map as strong as one likes', () => {
    const fixture = TestBed.createComponent(HeatMapViewer);
    fixture.componentRef.setInput('submission', EXAMPLE);
    fixture.detectChanges();
    const page = fixture.nativeElement as HTMLElement;
    const stage = page.querySelector('lentigo-heat-map-stage') as HTMLElement;
    expect(stage.style.aspectRatio).toBe('600 / 450');
    const heatMap = page.querySelector('.heat-map') as HTMLElement;
    const slider = page.querySelector('figcaption input') as HTMLInputElement;
    expect([heatMap.style.opacity, slider.getAttribute('aria-valuetext')]).toEqual(['0.5', '50%']);
    slider.value = '0.8';
    slider.dispatchEvent(new Event('change'));
    fixture.detectChanges();
    expect([heatMap.style.opacity, slider.getAttribute('aria-valuetext')]).toEqual(['0.8', '80%']);
    expect(page.querySelector('figcaption')?.textContent).toContain('80%');
  });
});

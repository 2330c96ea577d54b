import { HttpTestingController } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';

import { Measure, Model } from '../services/knowledge';
import { ModelPage } from './model-page';
import { eventually } from '../../../../eventually';

const measure = (value: number, n: number | null = null): Measure => ({
  value,
  low: value - 0.05,
  high: value + 0.05,
  n,
});

const MODEL = {
  name: 'net',
  version: '1',
  title: 'net 1',
  created: null,
  licence: 'CC-BY-NC-4.0',
  classes: ['melanoma', 'melanocytic nevus'],
  malignant: ['melanoma'],
  input_size: 224,
  sha256: 'ab',
  training_images: { train: 11282 },
  disclaimer: 'It is not a medical device.',
  figures: {
    split: 'test',
    images: 2213,
    groups: 1493,
    interval_level: 0.95,
    balanced_accuracy: measure(0.58),
    accuracy: null,
    macro_auroc: null,
    malignant_auroc: measure(0.86),
    expected_calibration_error: null,
    by_class: [
      { class: 'melanoma', recall: measure(0.6, 10), auroc: null },
      { class: 'melanocytic nevus', recall: measure(1, 20), auroc: null },
    ],
    confusion: [
      [6, 4],
      [0, 20],
    ],
    sources: [{ name: 'of_tomorrow', images: 30, accuracy: measure(0.5), balanced_accuracy: null }],
    skin_types: [
      { name: '2', images: 76, accuracy: measure(0.55), balanced_accuracy: null },
      { name: '5', images: 1, accuracy: null, balanced_accuracy: null },
    ],
    operating_points: {
      malignant_moderate: { threshold: 0.15, sensitivity: 0.95, specificity: 0.55, melanoma_sensitivity: null },
      malignant_high: { threshold: 0.48, sensitivity: 0.67, specificity: 0.84, melanoma_sensitivity: null },
      uncertain_below: { threshold: 0.68, coverage: 0.5, error_when_sure: 0.09, error_when_unsure: 0.55 },
    },
    triage: [
      { place: 'high', n: 40, share: measure(0.1), malignant: measure(0.7), of_malignant: measure(0.35) },
      { place: 'urgent', n: 20, share: measure(0.05), malignant: null, of_malignant: measure(0.12) },
    ],
    prediction_sets: null,
    stability: null,
  },
} satisfies Model;

describe('ModelPage', () => {
  let fixture: ComponentFixture<ModelPage>;
  let page: HTMLElement;

  async function show(model: Model): Promise<string> {
    fixture = TestBed.createComponent(ModelPage);
    page = fixture.nativeElement as HTMLElement;
    const asked = await eventually(() => {
      fixture.detectChanges();
      return TestBed.inject(HttpTestingController).expectOne('/model?language=en');
    });
    asked.flush(model);
    return eventually(() => {
      fixture.detectChanges();
      const said = page.textContent.replace(/\s+/g, ' ');
      expect(said).toContain('Its limits');
      return said;
    });
  }

  it('tells the figures of the model in use with what they mean, and leaves out what was not measured', async () => {
    const said = await show(MODEL);
    expect(said).toContain('which has seen 11,282 pictures');
    expect(said).toContain('tried on 2,213 pictures');
    expect(said).toContain('58% 53% to 63%');
    const queue = [...page.querySelectorAll('lentigo-triage-table tbody tr')].map((row) =>
      [...row.children].map(
        (cell) => cell.querySelector('strong')?.textContent ?? cell.textContent.replace(/\s+/g, ' ').trim(),
      ),
    );
    expect(queue).toEqual([
      ['High risk 40 pictures', '70%', '35%'],
      ['Uncertain, but urgent 20 pictures', '', '12%'],
    ]);
    expect(said).toContain('clear answer for 50% of the pictures and is wrong in 9% of those');
    expect(said).not.toContain('Right name, over all pictures');
    expect(said).not.toContain('What a picture does not rule out');
  });

  it('names what the pictures of a condition are taken for, and the groups that hardly anything is known of', async () => {
    const said = await show(MODEL);
    const rows = [...page.querySelectorAll('lentigo-class-figures li')].map((row) => row.textContent);
    expect(rows[0]).toContain('Most often taken for: melanocytic nevus');
    expect(rows[1]).not.toContain('Most often taken for');
    expect(said).toContain('of_tomorrow');
    expect(said).toContain('of 77 pictures whose skin type is known, of type V or VI: 1');
  });

  it('says so where the weights in use were never evaluated', async () => {
    expect(await show({ ...MODEL, figures: null })).toContain('was not evaluated');
    expect(page.querySelector('lentigo-key-figures')).toBeNull();
  });
});

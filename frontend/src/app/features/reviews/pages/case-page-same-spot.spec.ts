import { EXAMPLE_CASE } from '../example-case';
import { ReviewsVisit, row } from './reviews-visit';

const SPOT = { id: '0194', name: 'At the belt', site: 'abdomen', side: 'right' } as const;

describe('CasePage, the other pictures of its spot', () => {
  let visit: ReviewsVisit;

  beforeEach(async () => {
    visit = await ReviewsVisit.begin();
  });

  async function open(change: Partial<typeof EXAMPLE_CASE>): Promise<void> {
    await visit.open('/reviews/17');
    (await visit.request('GET /reviews?state=waiting&limit=30')).flush({ cases: [row(17)], next: null, total: 1 });
    (await visit.request('GET /reviews/17')).flush({ ...EXAMPLE_CASE, ...change });
    await visit.until(() => expect(visit.page.querySelector('lentigo-verdict-form')).not.toBeNull());
  }

  it('says where the spot is and what the patient calls it, and leads to the pictures beside the present one', async () => {
    const others = [
      row(9, { created: '2026-05-22T10:44:03Z', thumbnail_url: '/reviews/9/thumbnail' }),
      row(12, { created: '2026-10-22T10:44:03Z', thumbnail_url: '/reviews/12/thumbnail' }),
    ];
    await open({ lesion: SPOT, same_lesion: others });
    expect(visit.page.querySelector('header .spot')?.textContent.replace(/\s+/g, ' ').trim()).toBe(
      'Spot: Abdomen, right · At the belt',
    );
    const same = visit.page.querySelector('lentigo-same-lesion');
    expect(same?.textContent).toContain('6 months');
    expect(same?.querySelectorAll('lentigo-case-row')).toHaveLength(2);
    document.body.append(visit.page);
    visit.button('2 other pictures of this spot').click();
    expect(document.activeElement?.textContent.trim()).toBe('Other pictures of this spot');
    visit.page.remove();
    // The whole picture of a case, not that of the patient's own page.
    await visit.request('GET /reviews/9/image');
  });

  it('says nothing of a spot where the picture shows none that is followed', async () => {
    await open({});
    expect(visit.page.querySelector('header .spot')).toBeNull();
    expect(visit.page.querySelector('lentigo-same-lesion')).toBeNull();
  });

  it('shows no comparison where doctors may see no other picture of the spot', async () => {
    await open({ lesion: SPOT });
    expect(visit.page.querySelector('header .spot')?.textContent).toContain('At the belt');
    expect(visit.page.querySelector('lentigo-same-lesion')).toBeNull();
  });

  it('shows each other picture once: of the same spot above, of the rest below', async () => {
    const same = row(9, { created: '2026-05-22T10:44:03Z', thumbnail_url: '/reviews/9/thumbnail' });
    await open({ lesion: SPOT, same_lesion: [same], earlier_cases: [row(12), same] });
    const numbers = [...visit.page.querySelectorAll('.earlier lentigo-case-row a')].map((one) =>
      one.getAttribute('href'),
    );
    expect(numbers).toEqual(['/reviews/12']);
  });

  it('does not say that there is no earlier picture where all are of the same spot', async () => {
    const same = row(9, { created: '2026-05-22T10:44:03Z', thumbnail_url: '/reviews/9/thumbnail' });
    await open({ lesion: SPOT, same_lesion: [same], earlier_cases: [same] });
    expect(visit.page.querySelector('.earlier')).toBeNull();
    expect(visit.page.textContent).not.toContain('no earlier picture');
  });

  it('says that there is no earlier picture where there is none', async () => {
    await open({});
    expect(visit.page.querySelector('.earlier')?.textContent).toContain('no earlier picture');
  });

  it('reads what one decides by first, in the order in which it stands in one column', async () => {
    const same = row(9, { created: '2026-05-22T10:44:03Z', thumbnail_url: '/reviews/9/thumbnail' });
    await open({ lesion: SPOT, same_lesion: [same], earlier_cases: [row(12)] });
    const headings = [...visit.page.querySelectorAll('.columns > .stack > section > h2')].map(({ id }) => id);
    expect(headings).toEqual([
      ...['picture-heading', 'machine-heading', 'word-heading', 'report-heading', 'earlier-heading'],
      ...['same-heading', 'probabilities-heading'],
    ]);
  });

  it('says beside a compared picture what a doctor said of it', async () => {
    const review = { ...EXAMPLE_CASE.review, state: 'corrected', class: 'dermatofibroma' } as const;
    const same = row(9, { created: '2026-05-22T10:44:03Z', thumbnail_url: '/reviews/9/thumbnail', review });
    await open({ lesion: SPOT, same_lesion: [same] });
    const captions = [...visit.page.querySelectorAll('figcaption')].map((one) => one.textContent);
    expect(captions[0]).toContain('Doctor: Dermatofibroma');
    expect(captions[1]).not.toContain('Doctor:');
  });
});

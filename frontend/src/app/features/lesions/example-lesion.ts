import { Lesion } from './services/lesions';

/** A spot for unit tests. */
export const EXAMPLE_LESION: Lesion = {
  id: '0194',
  name: 'Below the collar',
  site: 'back',
  side: 'left',
  created: '2026-05-03T10:44:03Z',
  pictures: 2,
  latest: {
    id: 17,
    created: '2026-11-22T10:44:03Z',
    class: 'melanoma',
    risk: 'high',
    urgent: true,
    uncertain: false,
    malignancy: 87.31,
    thumbnail_url: '/submissions/17/thumbnail',
  },
};

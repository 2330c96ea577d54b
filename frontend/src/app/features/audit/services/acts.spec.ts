import { ACTS, wordsOf } from './acts';
import { textsOf } from '../../../../texts-on-disk';

describe('the acts of the audit', () => {
  it('all have words, in every language', () => {
    for (const language of ['en', 'fr', 'ar']) {
      const { act } = textsOf('audit', language) as unknown as { act: Record<string, Record<string, string>> };
      const written = Object.fromEntries(Object.entries(act).map(([noun, verbs]) => [noun, Object.keys(verbs).sort()]));
      const known = Object.fromEntries(Object.entries(ACTS).map(([noun, verbs]) => [noun, [...verbs].sort()]));
      expect(written, language).toEqual(known);
    }
  });

  it('are shown by their slug where the page does not know them', () => {
    expect(wordsOf('account.signed_in')).toBe('audit.act.account.signed_in');
    expect(wordsOf('account.teleported')).toBeNull();
    expect(wordsOf('toString.call')).toBeNull();
  });
});

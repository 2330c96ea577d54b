import { oneAtATime } from './one-at-a-time';

describe('what is done once at a time', () => {
  it('is not begun again before it is over, also where it failed', async () => {
    const begun: number[] = [];
    let end: (error?: Error) => void = () => undefined;
    const work = oneAtATime((which: number) => {
      begun.push(which);
      return new Promise<void>((resolve, reject) => (end = (error) => (error ? reject(error) : resolve())));
    });
    const first = work(1);
    await work(2);
    end();
    await first;
    const third = work(3);
    end(new Error('lost'));
    await expect(third).rejects.toThrow('lost');
    void work(4);
    expect(begun).toEqual([1, 3, 4]);
  });
});

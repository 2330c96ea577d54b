/** Two bundles meet here: the small one that asks early, and the page. */
interface Asked {
  lentigoEarlyAnswers?: Map<string, Promise<unknown>>;
}

/** Ask for some JSON before the page can. What fails is asked for again by the page. */
export function askEarly(address: string): void {
  const asked = ((globalThis as Asked).lentigoEarlyAnswers ??= new Map<string, Promise<unknown>>());
  asked.set(
    address,
    fetch(address)
      .then((answer) => (answer.ok ? answer.json() : null))
      .catch(() => null),
  );
}

/** What came, null where it did not, and undefined where nobody asked; each is given out once. */
export function takeEarly<Answer>(address: string): Promise<Answer | null> | undefined {
  const asked = (globalThis as Asked).lentigoEarlyAnswers;
  const answer = asked?.get(address);
  asked?.delete(address);
  return answer as Promise<Answer | null> | undefined;
}

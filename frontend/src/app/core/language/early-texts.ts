type Texts = Record<string, unknown>;

/** Two bundles meet here: the small one that asks early, and the page. */
interface Asked {
  lentigoEarlyTexts?: Map<string, Promise<Texts | null>>;
}

/** Ask for the texts `<scope>/<language>` before the page can. What fails is asked for again by the page. */
export function askEarly(path: string): void {
  const asked = ((globalThis as Asked).lentigoEarlyTexts ??= new Map<string, Promise<Texts | null>>());
  asked.set(
    path,
    fetch(`i18n/${path}.json`).then(
      (answer) => (answer.ok ? (answer.json() as Promise<Texts>) : null),
      () => null,
    ),
  );
}

/** The texts, null where they did not come, and undefined where nobody asked for them; each is given out once. */
export function takeEarly(path: string): Promise<Texts | null> | undefined {
  const asked = (globalThis as Asked).lentigoEarlyTexts;
  const texts = asked?.get(path);
  asked?.delete(path);
  return texts;
}

/** The name of a step without the flags that say how it is run: `RUN --mount=… npm ci` is `RUN npm ci`. */
export function shortStepName(name: string): string {
  return name.replace(/ --(mount|chown|chmod|network|security|link|platform)(=\S+)?/g, '').trim()
}

/** The text of a Dockerfile: stages of one instruction a line, with a blank line between them. */
export function dockerfileText(stages: readonly (readonly string[])[]): string {
  return `${stages.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

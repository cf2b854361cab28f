/**
 * The gate between a project's words and the Dockerfile. Whatever a project says (paths, versions, flags) enters
 * a Dockerfile only through these checks: nothing that passes can end an argument, expand a variable, glob, or start
 * an instruction. What does not pass is left to the package manager, which reads it from the project itself.
 */

const plainPath = /^[A-Za-z0-9_@.][A-Za-z0-9_@.+/-]{0,199}$/

/** Whether a path may stand in a Dockerfile: relative, no `..`, and none of the characters Docker or a shell read. */
export function isPlainPath(path: string): boolean {
  return plainPath.test(path) && !path.split('/').some((segment) => segment === '..' || segment === '')
}

const plainWord = /^[A-Za-z0-9_@.:=+/-]{1,200}$/

/** Whether a word may stand in the exec form of an instruction. */
export function isPlainWord(word: string): boolean {
  return plainWord.test(word)
}

/** A project's own word made fit for a sentence: printable, one line, at most 60 characters. */
export function quoteForPeople(text: string): string {
  const printable = text.replace(/[^\x20-\x7e]+/g, ' ').trim()
  return printable.length > 60 ? `${printable.slice(0, 57)}...` : printable
}

/** The exec (JSON) form of an instruction's arguments. */
export function execForm(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`
}

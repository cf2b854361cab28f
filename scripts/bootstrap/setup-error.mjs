/** A set-up step that cannot go on. The message says what is wrong, the hint says exactly what to do about it. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string} [hint]
   */
  constructor(message, hint = '') {
    super(message)
    this.name = 'SetupError'
    this.hint = hint
  }
}

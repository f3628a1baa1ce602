/** What is wrong with a backup or its surroundings, in words for the person at the terminal; holds no data. */
export class BackupError extends Error {
  /** One line each, where there is more to say. */
  readonly details: readonly string[]

  constructor(message: string, details: readonly string[] = []) {
    super(message)
    this.name = 'BackupError'
    this.details = details
  }
}

/** Why a file cannot be imported at all, in words for the person who runs the import. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile'
}

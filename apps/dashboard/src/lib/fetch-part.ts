/** Waits between the tries, ms. */
const waits = [200, 800, 2_000]

/**
 * Fetches a part of the app that is loaded when needed. Tries again a few times: browsers drop requests when a network
 * comes or goes, and a page must not break for that. Throws the last error.
 */
export async function fetchPart<Part>(load: () => Promise<Part>): Promise<Part> {
  for (const wait of waits) {
    try {
      return await load()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
  return load()
}

/** For regions that scroll by themselves: they must be reachable by keyboard, though they are no control. */
export const scrollRegion = { tabIndex: 0 } as const

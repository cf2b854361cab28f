/** Whether shortcuts are written with the command key. */
export const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent)

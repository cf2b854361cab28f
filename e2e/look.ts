/** How a page has to look, whatever is on it: nothing scrolls sideways, no barrier, and a picture for people to judge. */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

export const themes = ['light', 'dark'] as const

/** The window of a desk, and of a phone with its finger. */
export const screens = {
  desk: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} as const

interface Look {
  /** Rules of axe that do not fit what is looked at. */
  readonly without?: string[]
}

/**
 * Looks at the page in both themes: takes `<name>-<width>-<theme>.png`, and expects that nothing scrolls sideways and that
 * axe finds nothing.
 */
export async function lookAt(page: Page, name: string, { without = [] }: Look = {}): Promise<void> {
  const width = page.viewportSize()?.width
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect.soft(await sidewaysIn(page), `${name}, ${width} px: scrolls sideways`).toEqual([])
    // another theme is other colours on the same page
    const axe = new AxeBuilder({ page })
    if (theme === themes[0]) axe.disableRules(without)
    else axe.withRules(['color-contrast'])
    const { violations } = await axe.analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
    expect.soft(found, `${name}, ${width} px, ${theme}: axe`).toEqual([])
    await keepPicture(page, `${name}-${width}-${theme}`)
  }
}

/** Keeps what is in the window, for people to look at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: `${process.env.KAPSULES_ARTIFACTS}/screenshots/${name}.png`,
    animations: 'disabled',
  })
}

/**
 * What can be scrolled sideways: the page, or a part of it that is not meant to be. Meant are regions that the keyboard
 * reaches (output, commands) and strips without a scrollbar (tabs, chips).
 */
async function sidewaysIn(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const wide = (element: Element) => element.scrollWidth > element.clientWidth + 1
    const meant = (element: HTMLElement) =>
      element.tabIndex === 0 || getComputedStyle(element).getPropertyValue('scrollbar-width') === 'none'
    const parts = [...document.querySelectorAll<HTMLElement>('body, body *')].filter(
      (element) => wide(element) && /auto|scroll/.test(getComputedStyle(element).overflowX) && !meant(element),
    )
    return [...(wide(document.documentElement) ? [document.documentElement] : []), ...parts].map(
      (element) => `${element.tagName} .${element.className}: ${element.scrollWidth} > ${element.clientWidth}`,
    )
  })
}

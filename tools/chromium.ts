import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { canInstallPackages, installPackage } from './debian.ts'
import { runBin } from './run.ts'

/** Debian's packages of Chromium. Journeys take a third less time without the windows that nobody sees. */
const packages = ['chromium-headless-shell', 'chromium']
const pathOf = (name: string) => `/usr/bin/${name}`

/** Debian's Chromium, where it is installed; undefined leaves the choice to Playwright, which brings its own. */
export function systemChromium(): string | undefined {
  return packages.map(pathOf).find((path) => existsSync(path))
}

/** Installs the Chromium in which the journeys run fastest here. Throws an Error when there is none at all then. */
export function installChromium(): void {
  if (canInstallPackages()) {
    for (const name of packages) if (existsSync(pathOf(name)) || canInstall(name)) return
  }
  if (systemChromium() || existsSync(chromium.executablePath())) return
  runBin('playwright', ['install', 'chromium'])
}

/** False where Debian's packages have none of this name, as older ones have no headless shell. */
function canInstall(name: string): boolean {
  try {
    installPackage(name)
    return true
  } catch {
    return false
  }
}
